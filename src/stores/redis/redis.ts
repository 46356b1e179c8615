import type { ScriptName } from './scripts.ts'

export type Argument = string | Buffer

/**
 * What the engines of this folder need of Redis: commands, scripts and channels on whatever server has their key. While
 * that server is away, everything rejects with `Unavailable` at once, and what was under way when it went away does too.
 */
export interface Redis {
  /**
   * The name of a key or channel: `stoa:poc:user:{ada}`. Keys with the same `id` are in one slot of a cluster, whatever
   * their kind. Any text is an id, and different ones are different keys.
   */
  key(kind: string, id: string): string
  /** Send one command, on the server that has `key`. Maps come as `Map`, numbers as numbers, texts as texts. */
  command(key: string, args: readonly Argument[]): Promise<unknown>
  /**
   * Read much, with texts as bytes: over a connection on which nothing is heard. What is not read fast enough there does
   * not end the other one.
   */
  read(key: string, args: readonly Argument[]): Promise<unknown>
  /** Run a script that answers much, as `read` does it. */
  readScript(
    name: ScriptName,
    keys: readonly [string, ...string[]],
    args: readonly Argument[],
  ): Promise<unknown>
  /** Run a script of `scripts/`, in one command. All keys must have the id of the first. */
  script(name: ScriptName, keys: readonly [string, ...string[]], args: readonly Argument[]): Promise<unknown>
  /** A client of its own for commands that block, on the server that has `key`. It ends when its server goes away. */
  blocking(key: string): Promise<BlockingRedis>
  readonly channels: Channels
  /** `undefined` while everything is there, else what is wrong, for a person. */
  problem(): string | undefined
  /** Call `task` whenever servers that were away are back. */
  onBack(task: () => void): void
  close(): Promise<void>
}

export interface BlockingRedis {
  /** Rejects with `Unavailable` when the server goes away or the client is closed. */
  command(args: readonly Argument[]): Promise<unknown>
  close(): void
}

/** Who listens to a channel. */
export interface Listener {
  /** Called for each message, in order. It must not throw. */
  message(payload: Buffer): void
  /**
   * The channel was not heard for a while, and is again: catch up with what was missed. Messages that come meanwhile wait
   * until it ends. It must not reject with anything but `Unavailable`.
   */
  back(): Promise<void>
}

/** Channels of Redis: sharded ones in a cluster, else classic ones. What is heard is heard again after a lost connection. */
export interface Channels {
  /** Resolves once Redis has confirmed it. A channel has one listener. */
  hear(channel: string, listener: Listener): Promise<void>
  unhear(channel: string): void
  /** Resolves when every message that was published before the call has been handed to its listener. */
  settled(channel: string): Promise<void>
  /** How many nodes heard it. */
  publish(channel: string, payload: Argument): Promise<number>
  /** `PUBLISH`, or `SPUBLISH` in a cluster, for scripts. */
  readonly publishCommand: 'PUBLISH' | 'SPUBLISH'
  /** How many channels are heard. */
  count(): number
}
