import type { IncomingMessage } from 'node:http'
import type { Behaviour, StubApi } from './behaviour.fixture.ts'
import type { Member } from './member.fixture.ts'

/** What the parts of a stub share. */
export interface Stub {
  readonly behaviour: Behaviour
  readonly members: Map<string, Member>
  isSigned(request: IncomingMessage, body?: Buffer): boolean
  /** To a watcher, from a handler. */
  tell(member: Member, notice: Readonly<Record<string, unknown>>): void
}

export function apiAt(path: string): StubApi | undefined {
  const name = path.replaceAll('/', '')
  return name === 'main' || name === 'plain' || name === 'iam' ? name : undefined
}
