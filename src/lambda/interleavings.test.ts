import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lobby } from '../apis/lobby/api.ts'
import { everyone } from '../core/index.ts'
import { systemIds } from '../stores/system/ids.ts'
import { type Fate, fated } from './dying.fixture.ts'
import { sweepFunction } from './sweep.ts'
import { workerFunction } from './worker.ts'
import { type World, world } from './world.fixture.ts'

interface Message {
  readonly body: string
  visibleAt: number
  isDone: boolean
}

const watchers = ['ada', 'bob']
const guests = ['x', 'y', 'z']
const as = (name: string) => ({ principalId: name, stoaName: name })
const visibilityMs = 180_000

/** A queue that hands out what it likes when it likes, as often as it likes, to workers that may die. */
class Queue {
  readonly messages: Message[] = []
  readonly #made: World

  constructor(made: World) {
    this.#made = made
  }

  visible(): readonly Message[] {
    const { now, queue } = this.#made
    for (const { body, delaySeconds = 0 } of queue.splice(0)) {
      this.messages.push({ body, visibleAt: now + delaySeconds * 1_000, isDone: false })
    }
    return this.messages.filter(({ isDone, visibleAt }) => !isDone && visibleAt <= this.#made.now)
  }

  /** Resolves when it is handled, or its worker is dead for long enough. */
  async deliver(message: Message, fate: Fate): Promise<void> {
    message.visibleAt = this.#made.now + visibilityMs
    const { home, ports, isDead } = fated(this.#made.home, this.#made.ports, fate)
    const worker = workerFunction({ homes: new Map([[home.api.name, home]]), rules: new Map() }, ports)
    const handled = worker({
      Records: [{ messageId: 'm', body: message.body, eventSourceARN: 'jobs' }],
    }).then(({ batchItemFailures }) => {
      if (batchItemFailures.length === 0) message.isDone = true
    })
    const dead = async (): Promise<void> => {
      while (!isDead()) await new Promise((resolve) => setImmediate(resolve))
    }
    await (fate.diesAt === undefined ? handled : Promise.race([handled, dead()]))
  }

  async drain(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      this.#made.now += visibilityMs
      for (const message of this.visible()) await this.deliver(message, {})
      if (this.visible().length === 0 && this.messages.every(({ isDone }) => isDone)) return
    }
    throw new Error('the queue does not come to an end')
  }
}

const who = fc.constantFrom(...guests)
const fate = (deaths: boolean): fc.Arbitrary<Fate> =>
  fc.record({
    turns: fc.nat(2),
    diesAt: deaths
      ? fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined, freq: 2 })
      : fc.constant(undefined),
  })
const step = (deaths: boolean) =>
  fc.oneof(
    fc.record({ do: fc.constant('connect' as const), who }),
    fc.record({ do: fc.constant('vanish' as const), who, told: fc.nat(2) }),
    fc.record({ do: fc.constant('say' as const) }),
    fc.record({ do: fc.constant('sweep' as const) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(500, 3_000, 12_000, 40_000, 200_000) }),
    fc.record({ do: fc.constant('settle' as const) }),
    fc.record({
      do: fc.constant('work' as const),
      at: fc.nat(20),
      fates: fc.array(fate(deaths), { minLength: 1, maxLength: 3 }),
    }),
  )
type Step = typeof step extends (deaths: boolean) => fc.Arbitrary<infer S> ? S : never

/** A lobby whose watchers are always there, and guests to whom things happen. */
class Story {
  readonly made = world(lobby(systemIds()))
  readonly queue = new Queue(this.made)
  readonly came = new Set<string>()
  readonly gone = new Set<string>()
  readonly said: string[] = []
  readonly #connecting: Promise<unknown>[] = []
  readonly #running: Promise<unknown>[] = []

  async begin(): Promise<void> {
    for (const name of watchers) await this.made.connect(name, as(name))
    await this.queue.drain()
    for (const frames of this.made.heard.values()) frames.splice(0)
  }

  async happen(each: Step): Promise<void> {
    switch (each.do) {
      case 'connect':
        return this.#connect(each.who)
      case 'vanish':
        return this.#vanish(each.who, each.told)
      case 'say':
        return this.#say(`text ${this.said.length}`)
      case 'sweep':
        this.#running.push(sweepFunction([this.made.home], this.made.ports)())
        return
      case 'wait':
        // No function may take so long.
        if (each.ms > 10_000) await this.#connected()
        this.made.now += each.ms
        return
      case 'settle':
        return this.#settle()
      case 'work':
        return this.#work(each.at, each.fates)
    }
  }

  async end(): Promise<void> {
    await this.#settle()
    await this.queue.drain()
    this.made.now += 60_000
    await sweepFunction([this.made.home], this.made.ports)()
    await this.queue.drain()
  }

  #connect(guest: string): void {
    if (!this.came.has(guest)) this.#connecting.push(this.made.connect(guest, as(guest)))
    this.came.add(guest)
  }

  async #vanish(guest: string, told: number): Promise<void> {
    if (!this.came.has(guest)) return
    this.gone.add(guest)
    // The gateway has the connection until its `$connect` is answered.
    await this.#connected()
    await this.made.home.sockets.close(guest, 1006, '')
    for (let times = 0; times < told; times += 1) this.#running.push(this.made.disconnect(guest))
  }

  #say(text: string): void {
    this.said.push(text)
    this.#running.push(this.made.say('ada', { action: 'send', text }, as('ada')))
  }

  #work(at: number, fates: readonly Fate[]): void {
    const visible = this.queue.visible()
    const message = visible[at % Math.max(1, visible.length)]
    if (message === undefined) return
    this.#running.push(...fates.map((fate) => this.queue.deliver(message, fate)))
  }

  async #connected(): Promise<void> {
    await Promise.all(this.#connecting.splice(0))
  }

  async #settle(): Promise<void> {
    await this.#connected()
    await Promise.all(this.#running.splice(0))
  }
}

async function told(steps: readonly Step[]): Promise<Story> {
  const story = new Story()
  await story.begin()
  for (const each of steps) await story.happen(each)
  await story.end()
  return story
}

const texts = (made: World, name: string): readonly string[] =>
  (made.heard.get(name) ?? []).map((frame) => String(JSON.parse(frame).text))
const count = (all: readonly string[], text: string): number => all.filter((each) => each === text).length

test('whatever comes late, twice, never or at once: each end is told once, and nobody is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(false), { maxLength: 30 }), async (steps) => {
      const { made, came, gone, said } = await told(steps)
      for (const name of watchers) {
        const heard = texts(made, name)
        for (const text of said) expect(count(heard, text)).toBe(1)
        for (const guest of came) {
          expect(count(heard, `${guest} joined`)).toBeLessThanOrEqual(1)
          expect(count(heard, `${guest} left`)).toBe(gone.has(guest) ? 1 : 0)
        }
      }
      const { members } = await made.home.members.look(everyone, 100)
      const there = [...watchers, ...[...came].filter((guest) => !gone.has(guest))]
      expect(members.map(({ connectionId }) => connectionId).toSorted()).toEqual(there.toSorted())
    }),
    { numRuns: 300 },
  )
})

test('whoever dies in the middle, nobody hears anything twice, and nobody is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(true), { maxLength: 30 }), async (steps) => {
      const { made, came, gone } = await told(steps)
      for (const name of [...watchers, ...came]) {
        const heard = texts(made, name)
        expect(new Set(heard).size).toBe(heard.length)
      }
      const { members } = await made.home.members.look(everyone, 100)
      const there = [...watchers, ...[...came].filter((guest) => !gone.has(guest))]
      expect(members.map(({ connectionId }) => connectionId).toSorted()).toEqual(there.toSorted())
    }),
    { numRuns: 300 },
  )
})
