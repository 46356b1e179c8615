import { Command, Option } from 'commander'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fail } from './fail.ts'
import { readPath } from './options.ts'
import { parseJson } from './parse-json.ts'
import { printJson, printResult } from './print.ts'
import { readAll } from './read-all.ts'
import {
  type Answer,
  type Call,
  call,
  credentialsHelp,
  misunderstood,
  refused,
  type ServerOptions,
  serverOptions,
} from './server-call.ts'
import { visible } from './visible.ts'

const maxInputBytes = 1_024 * 1_024

interface PostOptions extends ServerOptions {
  readonly path: string
  readonly info?: boolean
  readonly disconnect?: boolean
}

const about = Compile(
  Type.Object({
    connectedAt: Type.String(),
    lastActiveAt: Type.String(),
    identity: Type.Object({ sourceIp: Type.String(), userAgent: Type.Optional(Type.String()) }),
  }),
)

export function postCommand(): Command {
  const command = new Command('post')
    .description('send a frame to one connection, look at it, or end it')
    .argument('<connectionId>', 'which connection', (id: string) => id.trim())
    .argument('[data]', 'what to send; without it, the standard input')
    .option('--path <path>', 'path of the API that the connection is of', readPath, '/poc')
    .addOption(
      new Option('--info', 'show since when it is there and from where, and send nothing').conflicts(
        'disconnect',
      ),
    )
    .option('--disconnect', 'end the connection, and send nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  stoa post L0SM9cOFvHcCIhw= "Hello"\n  stoa post L0SM9cOFvHcCIhw= --info --path /LATEST',
    )
    .addHelpText('after', credentialsHelp)
    .action(post)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function post(id: string, data: string | undefined, options: PostOptions): Promise<void> {
  if ((options.info || options.disconnect) && data !== undefined) {
    fail('--info and --disconnect send nothing; leave the data out')
  }
  if (options.info) return showInfo(id, options)
  if (options.disconnect) return disconnect(id, options)
  return send(id, data === undefined ? await readInput() : Buffer.from(data), options)
}

async function send(connectionId: string, body: Buffer, options: PostOptions): Promise<void> {
  await ask(connectionId, options, { method: 'POST', body })
  const { length: bytes } = body
  printResult(options, { connectionId, outcome: 'sent', bytes }, `sent ${bytes} bytes to ${connectionId}`)
}

async function disconnect(connectionId: string, options: PostOptions): Promise<void> {
  await ask(connectionId, options, { method: 'DELETE' })
  printResult(options, { connectionId, outcome: 'disconnected' }, `disconnected ${connectionId}`)
}

async function showInfo(connectionId: string, options: PostOptions): Promise<void> {
  const answer = await ask(connectionId, options, { method: 'GET' })
  const body = parseJson(answer.body)
  if (!about.Check(body)) return misunderstood(options)
  const { connectedAt, lastActiveAt, identity } = body
  const lines = [
    `connectedAt   ${connectedAt}`,
    `lastActiveAt  ${lastActiveAt}`,
    `sourceIp      ${identity.sourceIp}`,
    `userAgent     ${identity.userAgent ?? '-'}`,
  ]
  printResult(options, body, lines.map(visible).join('\n'))
}

/** Ask about one connection. One that is gone, or any other refusal, ends the program. */
async function ask(
  connectionId: string,
  options: PostOptions,
  request: Pick<Call, 'method' | 'body'>,
): Promise<Answer> {
  const path = `${options.path}/@connections/${encodeURIComponent(connectionId)}`
  const answer = await call(options, {
    ...request,
    path,
    service: 'execute-api',
    ...(request.body !== undefined && { headers: { 'Content-Type': 'application/octet-stream' } }),
  })
  if (answer.status === 410) return gone(connectionId, options)
  return answer.status < 300 ? answer : refused(options, answer)
}

function gone(connectionId: string, { path, json }: PostOptions): never {
  if (json) printJson({ connectionId, outcome: 'gone' })
  return fail(`${connectionId} is gone: ${path || '/'} has no such connection now`)
}

async function readInput(): Promise<Buffer> {
  if (process.stdin.isTTY) fail('there is nothing to send; give it after the connection id, or pipe it in')
  return readAll(process.stdin, maxInputBytes, 'the standard input')
}
