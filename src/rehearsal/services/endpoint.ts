import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Ids } from '../../core/index.ts'
import type { Resource } from '../template/index.ts'
import type { Callers } from './callers.ts'
import { jsonProtocol } from './json-protocol.ts'
import { type Answer, type Call, isCommand, type Service } from './service.ts'
import type { Tally } from './tally.ts'

/** What the endpoint hands calls to, once there is a model. */
export interface Behind {
  readonly callers: Callers
  /** By the names in the scope of a signature: `dynamodb`. */
  readonly services: Readonly<Record<string, Service>>
  readonly tally: Tally
}

export interface Endpoint {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Until then, every call is answered with 503. */
  open(behind: Behind): void
  /** Cuts what is under way. */
  stop(): Promise<void>
}

/** Far more than any service takes but S3, whose objects here are small. */
const maxBodyBytes = 16 * 1024 * 1024

/** One address on loopback for all services of AWS. */
export async function openEndpoint(ids: Ids): Promise<Endpoint> {
  let behind: Behind | undefined
  const server = createServer((request, response) => {
    const answered = receive(request).then((call) => answerTo(call, behind))
    void answered.then(
      (answer) => send(response, answer, ids),
      (error: unknown) => send(response, failed(error), ids),
    )
  })
  // SDKs keep connections; one that we close as they use it again is a failed call.
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    open: (opened) => {
      behind = opened
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function receive(request: IncomingMessage): Promise<Call> {
  const { method = 'GET', url = '/', headers } = request
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBodyBytes) reject(new Error('the body is too large'))
      else chunks.push(chunk)
    })
    request.on('error', reject)
    request.on('end', () =>
      resolve({ method, url: new URL(`http://127.0.0.1${url}`), headers, body: Buffer.concat(chunks) }),
    )
  })
}

const json = jsonProtocol('1.1')

async function answerTo(call: Call, behind: Behind | undefined): Promise<Answer> {
  if (behind === undefined)
    return json.fault('ServiceUnavailable', 'The stand-ins are not ready', { status: 503 })
  const signed = signerOf(call)
  const caller = signed === undefined ? undefined : behind.callers.functionOf(signed.accessKeyId)
  if (signed === undefined || caller === undefined) {
    behind.tally.refused(`a call with credentials of no function: ${call.method} ${call.url.pathname}`)
    const message = 'The security token included in the request is invalid.'
    return json.fault('UnrecognizedClientException', message, { status: 403 })
  }
  const service = behind.services[signed.service]
  if (service === undefined) {
    behind.tally.refused(`${caller.name}: the service ${signed.service} has no stand-in here`)
    return json.fault('UnknownOperationException', `The service ${signed.service} has no stand-in here`)
  }
  return serve(call, { ...signed, caller }, service, behind)
}

async function serve(
  call: Call,
  signed: { readonly service: string; readonly caller: Resource },
  service: Service,
  { callers, tally }: Behind,
): Promise<Answer> {
  const command = service.read(call)
  if (!isCommand(command)) return command
  tally.count(`${signed.service}:${command.label}`)
  for (const { action, resource } of command.needs) {
    const decision = callers.decide(signed.caller, action, resource)
    if (decision.allowed) continue
    tally.refused(decision.message)
    return service.refuse(decision.message)
  }
  return command.run()
}

/** Who signed a request, and for which service: `Credential=AKID/DATE/REGION/SERVICE/aws4_request`. */
function signerOf({ headers }: Call): { readonly accessKeyId: string; readonly service: string } | undefined {
  const [, accessKeyId, service] =
    /Credential=([^/,\s]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '') ?? []
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service }
}

function failed(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error)
  return json.fault('InternalFailure', message, { status: 500 })
}

function send(response: ServerResponse, { status, headers, body }: Answer, ids: Ids): void {
  response.writeHead(status, {
    'x-amzn-requestid': ids.uuid(),
    ...headers,
    ...(headers['content-length'] === undefined ? { 'content-length': Buffer.byteLength(body) } : {}),
  })
  response.end(body)
}
