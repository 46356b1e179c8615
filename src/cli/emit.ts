import { Command, Option } from 'commander'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Entry, readEntries } from './emit/entries.ts'
import { fail } from './fail.ts'
import { parseJson } from './parse-json.ts'
import { printJson } from './print.ts'
import {
  call,
  credentialsHelp,
  misunderstood,
  refused,
  type ServerOptions,
  serverOptions,
} from './server-call.ts'
import { visible } from './visible.ts'

/** As many as EventBridge takes in one request. */
const entriesPerRequest = 10

interface EmitOptions extends ServerOptions {
  readonly entries?: string
  readonly detailType?: string
  readonly detail?: string
  readonly source: string
  readonly bus?: string
}

const result = Type.Object({
  EventId: Type.Optional(Type.String()),
  ErrorCode: Type.Optional(Type.String()),
  ErrorMessage: Type.Optional(Type.String()),
})
type Result = Static<typeof result>
const putAnswer = Compile(Type.Object({ FailedEntryCount: Type.Number(), Entries: Type.Array(result) }))

export function emitCommand(): Command {
  const command = new Command('emit')
    .description('put events on a bus of a running server')
    .addOption(
      new Option(
        '--entries <entries>',
        'the events as "aws events put-events" takes them: file://PATH, - for the standard input, or JSON',
      ).conflicts(['detailType', 'detail', 'source', 'bus']),
    )
    .option('--detail-type <type>', 'type of one event')
    .option('--detail <json>', 'detail of one event, a JSON object')
    .option('--source <source>', 'who says that the one event happened', 'stoa-cli')
    .option('--bus <name>', 'bus for the one event; without it, the default bus')
    .addHelpText(
      'after',
      '\nExamples:\n  stoa emit --entries file://entries.json\n' +
        '  stoa emit --detail-type "Entity Updated" --detail \'{"entityId":"a","message":"Hello"}\'',
    )
    .addHelpText('after', credentialsHelp)
    .action(emit)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function emit({ entries, detailType, detail, source, bus, ...server }: EmitOptions): Promise<void> {
  const list =
    entries === undefined ? [oneEntry({ detailType, detail, source, bus })] : await readEntries(entries)
  const results: Result[] = []
  for (let at = 0; at < list.length; at += entriesPerRequest) {
    results.push(...(await put(list.slice(at, at + entriesPerRequest), results, server)))
  }
  report(results, server)
}

function oneEntry({ detailType, detail, source, bus }: Pick<EmitOptions, 'source'> & OneEvent): Entry {
  if (detailType === undefined || detail === undefined)
    return fail('give --entries, or --detail-type and --detail for one event')
  return {
    Source: source,
    DetailType: detailType,
    Detail: detail,
    ...(bus !== undefined && { EventBusName: bus }),
  }
}

interface OneEvent {
  readonly detailType: string | undefined
  readonly detail: string | undefined
  readonly bus: string | undefined
}

/** What became of each entry. A refusal ends the program, after what became of those `before`. */
async function put(
  entries: readonly Entry[],
  before: readonly Result[],
  server: ServerOptions,
): Promise<Result[]> {
  const answer = await call(server, {
    method: 'POST',
    path: '/',
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: entries }),
    service: 'events',
  })
  const body = answer.status === 200 ? parseJson(answer.body) : undefined
  if (putAnswer.Check(body) && body.Entries.length === entries.length) return body.Entries
  if (before.length > 0) report(before, server)
  return answer.status === 200 ? misunderstood(server) : refused(server, answer)
}

function report(results: readonly Result[], { json }: ServerOptions): void {
  const failed = results.filter(isFailed).length
  if (failed > 0) process.exitCode = 1
  if (json) printJson({ FailedEntryCount: failed, Entries: results })
  else describe(results, results.length - failed)
}

function describe(results: readonly Result[], accepted: number): void {
  if (accepted > 0) process.stdout.write(`accepted ${accepted} event${accepted === 1 ? '' : 's'}\n`)
  for (const [index, { ErrorCode: code, ErrorMessage: message = 'without a reason' }] of results.entries()) {
    if (code !== undefined)
      process.stderr.write(`stoa: entry ${index} failed: ${visible(`${code} (${message})`)}\n`)
  }
}

const isFailed = ({ ErrorCode }: Result): boolean => ErrorCode !== undefined
