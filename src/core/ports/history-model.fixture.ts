import fc from 'fast-check'
import type { HistoryRange, Position, Retention } from './history.ts'
import { type HistoryUnderTest, hourMs, reachOf } from './history-under-test.fixture.ts'
import type { Step } from './model.fixture.ts'

/** A history, and how much of each topic is kept: never more than before, because what is gone is gone. */
export interface ModelledHistory {
  readonly subject: HistoryUnderTest
  readonly retentions: Map<string, Retention>
  /** The epochs of each topic, in the order in which they were met. */
  readonly epochs: Map<string, string[]>
}

const first: ReadonlyMap<string, Retention> = new Map([
  ['few', { events: 4, ageMs: 24 * hourMs }],
  ['many', { events: 300, ageMs: 24 * hourMs }],
  ['short', { events: 300, ageMs: hourMs }],
  ['none', { events: 0, ageMs: hourMs }],
])

export function modelled(subject: HistoryUnderTest): ModelledHistory {
  return { subject, retentions: new Map(first), epochs: new Map() }
}

const topic = fc.constantFrom(...first.keys())
const text = fc.oneof(fc.constantFrom('', '{}', 'é', '\0"'), fc.string({ maxLength: 30 }))
const key = fc.option(fc.constantFrom('k', 'K', 'l', 'm\0', '__proto__'), { nil: undefined })
const note = fc.option(fc.constantFrom('n', '', 'o'), { nil: undefined })
const offset = fc.integer({ min: 0, max: 30 })
const size = {
  limit: fc.oneof(fc.constantFrom(0, 1, 100), fc.nat(8)),
  maxBytes: fc.oneof(fc.constantFrom(0, 100_000), fc.nat(60)),
}
const range: fc.Arbitrary<HistoryRange> = fc.oneof(
  fc.record({ ...size, after: offset }),
  fc.record({ ...size, before: offset }),
)
// Shorter in sum than any key is remembered, or longer than all.
const span = fc.constantFrom(1, 999, 1_000, hourMs, 13 * hourMs)

const retentionOf = ({ retentions }: ModelledHistory, name: string): Retention =>
  retentions.get(name) ?? { events: 0, ageMs: 0 }

/** A position as it can be compared: epochs are drawn. */
function placed({ epochs }: ModelledHistory, name: string, position: Position | undefined) {
  if (position === undefined) return 'nowhere'
  const met = epochs.get(name) ?? []
  if (!met.includes(position.epoch)) met.push(position.epoch)
  epochs.set(name, met)
  return { epoch: met.indexOf(position.epoch), offset: position.offset }
}

async function read(model: ModelledHistory, name: string, asked: HistoryRange) {
  const page = await model.subject.history.read(name, asked, retentionOf(model, name))
  return { events: page.events, at: placed(model, name, page.position), reach: reachOf(page, asked) }
}

export const historyStep: fc.Arbitrary<Step<ModelledHistory>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(topic, text, key, note)
      .map(([name, given, keyed, noted]) => async (model: ModelledHistory) => {
        const appended = await model.subject.history.append(name, given, {
          retention: retentionOf(model, name),
          ...(keyed !== undefined && { key: keyed }),
          ...(noted !== undefined && { note: noted }),
        })
        return { ...appended, position: placed(model, name, appended.position) }
      }),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(topic, range).map(
      ([name, asked]) =>
        (model: ModelledHistory) =>
          read(model, name, asked),
    ),
  },
  fc.tuple(topic, fc.nat(6)).map(([name, events]) => (model: ModelledHistory) => {
    const { events: before, ageMs } = retentionOf(model, name)
    model.retentions.set(name, { events: Math.min(before, events + 1), ageMs })
  }),
  // Everything is used then: how long an epoch lives without that is the engine's business.
  span.map((ms) => async (model: ModelledHistory) => {
    await model.subject.advance?.(ms)
    const found: unknown[] = []
    for (const name of first.keys()) found.push(await read(model, name, { after: 0, limit: 0, maxBytes: 0 }))
    return found
  }),
)
