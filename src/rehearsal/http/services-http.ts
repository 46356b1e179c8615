import { Hono, type MiddlewareHandler } from 'hono'
import type { Invoked } from '../../core/index.ts'
import { awsError } from '../../protocol/index.ts'
import type { RunFunction, RunFunctions } from '../functions/run-functions.ts'
import type { Aws } from '../services/index.ts'

export interface ServicesHttpOptions {
  readonly aws: Aws
  readonly functions: RunFunctions
  /** Lets programs of this machine through. */
  readonly people: (service: 'events' | 'lambda') => MiddlewareHandler
}

/** What people ask AWS for with its tools: events for a bus, and functions by name. */
export function servicesHttp({ aws, functions, people }: ServicesHttpOptions): Hono {
  const app = new Hono()
  const putEvents = people('events')
  app.post('/', async (c, next) => {
    if (c.req.header('X-Amz-Target') !== 'AWSEvents.PutEvents') return next()
    const refused = await putEvents(c, async () => {})
    if (refused) return refused
    const { status, headers, body } = await aws.putEvents(parsed(await c.req.text()))
    return new Response(body, { status, headers })
  })
  app.post('/2015-03-31/functions/:name/invocations', people('lambda'), async (c) => {
    const name = decodeURIComponent(c.req.param('name'))
    const fn = functionCalled(name, aws, functions)
    if (fn === undefined) {
      const { status, headers, body } = awsError('ResourceNotFoundException', `Function not found: ${name}`)
      return Response.json(body, { status, headers })
    }
    const event = (await c.req.text()) || '{}'
    if (parsed(event) === undefined) {
      const { status, headers, body } = awsError('InvalidRequestContentException', 'The payload is not JSON')
      return Response.json(body, { status, headers })
    }
    const answer = fn.call(oneLine(event))
    if (c.req.header('X-Amz-Invocation-Type') === 'Event') return new Response(null, { status: 202 })
    return answered(await answer)
  })
  return app
}

/** By its name or ARN, or by what its output or its place in the template is called: `GenerateKeys`. */
export function functionCalled(
  name: string,
  { model }: Pick<Aws, 'model'>,
  functions: RunFunctions,
): RunFunction | undefined {
  const physical = model.output(`${name}FunctionName`) ?? name
  const byName =
    functions.all.find((fn) => fn.name === physical || fn.name.endsWith(`-${name}`)) ?? functions.find(name)
  if (byName !== undefined) return byName
  const [only, ...others] = functions.all.filter(({ resource }) => resource.logicalId.startsWith(name))
  return others.length === 0 ? only : undefined
}

function answered(invoked: Invoked): Response {
  const headers = { 'Content-Type': 'application/json', 'X-Amz-Executed-Version': '$LATEST' }
  if (invoked.kind === 'returned') return Response.json(invoked.result ?? null, { headers })
  const { errorType, errorMessage } = invoked
  return Response.json(
    { errorType, errorMessage, trace: [] },
    { headers: { ...headers, 'X-Amz-Function-Error': 'Unhandled' } },
  )
}

const oneLine = (json: string): string => JSON.stringify(JSON.parse(json))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
