import { type Fault, ids } from './fault.fixture.ts'

/** What the connection itself does. */
export const wireFaults: readonly Fault[] = [
  ['pings are not answered', { pongs: false }, ['limits.pong']],
  ['closes are not answered', { answersCloses: false }, ['limits.close']],
  ['binary frames are taken', { binaryCode: undefined }, ['limits.binary']],
  ['frames may be small only', { maxFrameBytes: 1_024 }, ids('limits', 'frame message')],
  ['frames may be large', { maxFrameBytes: 128 * 1_024 }, ['limits.frame-over']],
  ['messages may be large', { maxMessageBytes: 2 ** 20 }, ['limits.message-over']],
  ['messages may be small only', { maxMessageBytes: 64 * 1_024 }, ['limits.message']],
]

export const spanFaults: readonly Fault[] = [
  ['idle connections stay', { maxAgeMs: 300 }, ['spans.idle']],
  ['idle connections go at once', { idleMs: 20, maxAgeMs: 300 }, ['spans.idle']],
  ['old connections stay', { idleMs: 100 }, ['spans.age']],
  ['old connections go with another code', { idleMs: 100, maxAgeMs: 300, ageCode: 1008 }, ['spans.age']],
]
