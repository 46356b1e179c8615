import { Bench } from './bench.ts'
import type { Need } from './case.ts'
import { Mismatch } from './check.ts'
import type { Target } from './target.ts'

/** What a deployment has, and of the rest why not. */
export interface Found {
  readonly isOurs: boolean
  readonly missing: ReadonlyMap<Need, string>
}

/** Well-formed, and never given to anybody. */
const unknownId = 'AAAAAAAAAAAAAAA='
const noHandlers = 'needs the conformance handlers: see examples/conformance'

/** Look at a deployment ahead of all cases. Rejects with `Unreachable` when there is none. */
export async function probe(target: Target): Promise<Found> {
  const missing = new Map<Need, string>()
  const isOurs = await isConformance(target)
  if (!isOurs) {
    missing.set('handlers', noHandlers)
    const refusal = await refusalOf(target)
    if (refusal !== undefined) missing.set('connection', `no connection can be opened: ${refusal}`)
  }
  if (target.plainUrl === undefined) missing.set('plain', 'needs an API without $default: give its URL')
  // Whoever has the handlers and names a plain API has them there: otherwise a wrong selector would look like none.
  const plain = missing.get('plain') ?? missing.get('handlers')
  if (plain !== undefined) missing.set('plain handlers', plain)
  if (target.iamUrl === undefined) missing.set('iam', 'needs an API with IAM authorization: give its URL')
  if (!target.hasCredentials) {
    missing.set('credentials', 'needs credentials')
    const { status } = await new Bench(target, isOurs).manage('GET', unknownId)
    if (status === 403) missing.set('management', 'the management API wants a signature: give credentials')
  }
  return { isOurs, missing }
}

/** Whether somebody answers as the handlers in `examples/conformance` do. */
async function isConformance(target: Target): Promise<boolean> {
  const bench = new Bench(target, true)
  try {
    const answer = await bench.ask(await bench.open(), { action: 'probe' })
    return answer.conformance === 1
  } catch (error) {
    if (error instanceof Mismatch) return false
    throw error
  } finally {
    bench.end()
  }
}

async function refusalOf(target: Target): Promise<string | undefined> {
  const { status } = await new Bench(target, false).handshake()
  return status === 101 ? undefined : `status ${status}`
}
