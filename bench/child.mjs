// @ts-check
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * What children tell, by type. `failed` may come in place of any other.
 *
 * @typedef {object} Told
 * @property {import('./servers/serve.mjs').Listening} listening
 * @property {import('./servers/serve.mjs').Used} used
 * @property {import('./servers/redis.mjs').RedisUsed} redis
 * @property {object} probe
 * @property {{ figures: import('./scenarios/scenarios.mjs').Figures }} played
 * @property {{ reason: string }} failed
 */

const stderrKept = 2_000
/** @type {Set<Child>} */
const living = new Set()

/** A process of the harness, pinned to a processor. It never outlives its parent. */
export class Child {
  #process
  #stderr = ''
  /** @type {Promise<void>} */
  #exit

  /**
   * @param {string} file in this folder
   * @param {number | string | undefined} processor or several: 0,2
   * @param {Record<string, string>} [env]
   * @param {readonly string[]} [flags] of Node
   */
  constructor(file, processor, env = {}, flags = []) {
    const command = [process.execPath, ...flags, fileURLToPath(new URL(file, import.meta.url))]
    const pinned = processor === undefined ? command : ['taskset', '-c', String(processor), ...command]
    const [program = '', ...args] = pinned
    this.#process = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-stderrKept)
    })
    this.#exit = this.#watch()
  }

  get pid() {
    return this.#process.pid
  }

  /**
   * A child that is gone hears nothing; whoever waits for its answer learns it from `next`.
   *
   * @param {object} message
   */
  tell(message) {
    this.#process.send(message, () => {})
  }

  /**
   * @template {keyof Told} Type
   * @param {Type} type
   * @param {(message: Told[Type]) => void} handle
   * @returns {() => void} stop listening
   */
  on(type, handle) {
    const receive = (/** @type {Told[Type] & { type: string }} */ message) => {
      if (message.type === type) handle(message)
    }
    this.#process.on('message', receive)
    return () => this.#process.off('message', receive)
  }

  /**
   * The next message of a type. Rejects when the child fails or ends before.
   *
   * @template {keyof Told} Type
   * @param {Type} type
   * @returns {Promise<Told[Type]>}
   */
  next(type) {
    return new Promise((resolve, reject) => {
      const stops = [
        this.on(type, (message) => settle(() => resolve(message))),
        this.on('failed', ({ reason }) => settle(() => reject(new Error(reason)))),
      ]
      const settle = (/** @type {() => void} */ how) => {
        for (const stop of stops) stop()
        how()
      }
      void this.#exit.then(() => reject(new Error(`ended early. ${this.#stderr.trim()}`)))
    })
  }

  /** Ends when the process has. */
  async kill() {
    this.#process.kill('SIGKILL')
    await this.#exit
  }

  /** @returns {Promise<void>} */
  #watch() {
    living.add(this)
    return new Promise((resolve) => {
      const ended = () => {
        living.delete(this)
        resolve()
      }
      this.#process.once('close', ended)
      this.#process.once('error', ended)
    })
  }
}

export async function killAll() {
  await Promise.all(Array.from(living, (child) => child.kill()))
}
