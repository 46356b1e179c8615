import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Clock } from '../core/ports/clock.ts'
import { awsError } from '../protocol/index.ts'
import type { SigningKeys } from './signing-keys.ts'
import { testClaims, testJwt } from './test-jwt.ts'

export interface FunctionsOptions {
  readonly signingKeys: SigningKeys
  /** What test tokens are signed with. */
  readonly jwtSecret: string
  readonly clock: Clock
  readonly guard: (service: 'lambda') => MiddlewareHandler
}

type Outcome = { readonly result: unknown } | { readonly failure: string }
type Run = (input: unknown) => Promise<Outcome>

const path = '/2015-03-31/functions/:name/invocations'

/**
 * Lambda's invocation of the two functions that there are: `GenerateKeys` puts a new signing key first, `CreateTestJwt`
 * makes a token for trying things out.
 */
export function functionsHttp({ signingKeys, jwtSecret, clock, guard }: FunctionsOptions): Hono {
  const functions = new Map<string, Run>([
    [
      'GenerateKeys',
      async () => {
        await signingKeys.rotate()
        return { result: null }
      },
    ],
    [
      'CreateTestJwt',
      async (input) => {
        const claims = input ?? {}
        if (!testClaims.Check(claims)) return { failure: 'userId, firstName, lastName and sub are texts' }
        const token = await testJwt(claims, jwtSecret, clock)
        // Documented as `token`, and always answered as `authToken`.
        return { result: { authToken: token, token } }
      },
    ],
  ])
  const app = new Hono()
  app.use(path, guard('lambda'))
  app.post(path, async (c) => {
    const name = functionName(c.req.param('name'))
    const run = functions.get(name)
    if (run === undefined) return refuse(c, 'ResourceNotFoundException', `Function not found: ${name}`)
    const input = readInput(await c.req.text())
    if ('failure' in input) return refuse(c, 'InvalidRequestContentException', input.failure)
    return invoke(c, () => run(input.result))
  })
  return app
}

async function invoke(c: Context, run: () => Promise<Outcome>): Promise<Response> {
  const kind = c.req.header('X-Amz-Invocation-Type') ?? 'RequestResponse'
  if (kind === 'DryRun') return c.body(null, 204)
  const outcome = await run()
  if (kind === 'Event') return c.body(null, 202)
  const executed = { 'X-Amz-Executed-Version': '$LATEST' }
  if ('result' in outcome) return c.json(outcome.result, 200, executed)
  const failure = { errorType: 'Error', errorMessage: outcome.failure }
  return c.json(failure, 200, { ...executed, 'X-Amz-Function-Error': 'Unhandled' })
}

/** Of a name, a name with a version, a partial ARN and an ARN. */
function functionName(given: string): string {
  const parts = given.split(':')
  const at = parts.lastIndexOf('function')
  return (at === -1 ? parts[0] : parts[at + 1])?.slice(0, 140) ?? ''
}

function readInput(text: string): Outcome {
  if (text.trim() === '') return { result: undefined }
  try {
    return { result: JSON.parse(text) ?? undefined }
  } catch {
    return { failure: 'Could not parse request body into json' }
  }
}

function refuse(
  c: Context,
  type: 'ResourceNotFoundException' | 'InvalidRequestContentException',
  message: string,
): Response {
  const { status, headers, body } = awsError(type, message)
  return c.json(body, status, headers)
}
