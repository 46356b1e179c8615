import { afterAll, beforeAll, expect } from 'vitest'
import type { Client } from './client.ts'
import { forbidden } from './heard.ts'
import { type RehearsedServer, rehearse, synthesized } from './rehearsal-stacks.ts'

let shared: RehearsedServer | undefined
let names = 0

/** Serve the stacks once for all tests of a file. In the end, no function may have asked for what its role does not allow. */
export function shareRehearsal(): void {
  beforeAll(async () => {
    shared = await rehearse(await synthesized())
  }, 180_000)
  afterAll(() => {
    expect(shared?.denied()).toEqual([])
    expect(Object.keys(shared?.counts() ?? {}).filter((name) => name.includes(':Scan'))).toEqual([])
  })
}

export function server(): RehearsedServer {
  if (shared === undefined) throw new Error('the file does not share a rehearsal')
  return shared
}

/** A name that no other test uses: they share the server. */
export const unique = (name: string): string => `${name}-${++names}`

/** What a client has been sent, when nothing is at work any more. What it said last is answered by the gateway itself. */
export async function quiet(client: Client): Promise<string[]> {
  const fence = async (): Promise<string[]> => {
    client.send({ action: 'nothing of this name' })
    return client.until((frame) => forbidden.test(frame))
  }
  const before = await fence()
  await server().settled()
  return [...before, ...(await fence())]
}
