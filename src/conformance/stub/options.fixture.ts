import type { ConformanceOptions } from '../conformance.ts'
import type { Behaviour } from './behaviour.fixture.ts'
import { stubGateway, stubSigning } from './stub-gateway.fixture.ts'

/** A stub with everything that it has, and no more patience than it needs. */
export async function stubOptions(wrong: Partial<Behaviour> = {}): Promise<ConformanceOptions> {
  const url = await stubGateway(wrong)
  return {
    url,
    plainUrl: new URL('/plain', url),
    iamUrl: new URL('/iam', url),
    signing: stubSigning,
    quietMs: 30,
  }
}
