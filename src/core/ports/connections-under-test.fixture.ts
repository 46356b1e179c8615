import type { Later } from '../later.ts'
import type { Connections, OpenConnection } from './connections.ts'
import { type Member, type Members, places, type Segment } from './members.ts'

/** Connections and members of one API, of which a connection may be in four topics. */
export interface ConnectionsUnderTest {
  readonly connections: Connections
  readonly members: Members
  /** Let so much time pass, without waiting for it. */
  pass(ms: number): Later<void>
}

export const maxTopics = 4

export const madeAt = 1_700_000_000_000

export function connectionOf(connectionId: string): OpenConnection {
  return { connectionId, user: { id: `user of ${connectionId}` }, connectedAt: madeAt, sourceIp: '192.0.2.1' }
}

export async function openAll(
  connections: Connections,
  connectionIds: readonly string[],
  topics: readonly string[] = [],
): Promise<void> {
  const waiting = [...connectionIds]
  while (waiting.length > 0) {
    await Promise.all(waiting.splice(0, 20).map((id) => connections.open(connectionOf(id), topics)))
  }
}

/** Ids as API Gateway makes them. */
export const idsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${String(index).padStart(5, '0')}-NVjMCFIA=`)

/** Everybody in a part of a topic, in the order of reading. */
export async function allIn(
  members: Members,
  topic: string,
  segment: Segment = { from: 0, to: places },
  after?: string,
): Promise<Member[]> {
  const all: Member[] = []
  for await (const page of members.read(topic, segment, after)) all.push(...page.members)
  return all
}

export const idsIn = async (
  members: Members,
  topic: string,
  segment?: Segment,
  after?: string,
): Promise<string[]> =>
  (await allIn(members, topic, segment, after)).map(({ connectionId }) => connectionId).toSorted()

/** Ids and topics that break engines which quote, fold, cut or join what they are given. All differ. */
export const hostile = [
  '*',
  '#',
  '%',
  '%23',
  '%h',
  'a#b',
  'a',
  'A',
  '!',
  '__proto__',
  'constructor',
  'a.b',
  'e\u0301',
  '\u00e9',
  '👩‍🚀',
  'nul\0',
  'nul',
  '\ud800',
  '\ud801',
  '\r\n\u2028',
  'x'.repeat(5_000),
  `${'x'.repeat(4_999)}y`,
]
