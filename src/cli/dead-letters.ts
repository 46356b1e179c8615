import { Command, Option } from 'commander'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fail } from './fail.ts'
import { parseJson } from './parse-json.ts'
import { printResult } from './print.ts'
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
import { tableOf } from './table.ts'

interface DeadLettersOptions extends ServerOptions {
  readonly retry?: string
  readonly drop?: string
}

const letter = Type.Object({
  id: Type.String(),
  rule: Type.String(),
  attempts: Type.Number(),
  reason: Type.String(),
  diedAt: Type.Union([Type.Number(), Type.String()]),
  bus: Type.Optional(Type.String()),
})
const page = Compile(Type.Object({ deadLetters: Type.Array(letter), next: Type.Optional(Type.String()) }))

type Letter = Static<typeof letter>

/** As many as a server keeps. */
const maxListed = 1_000

export function deadLettersCommand(): Command {
  const command = new Command('dead-letters')
    .description('list the events that could not be handled, try one again, or forget one')
    .addOption(
      new Option('--retry <id>', 'emit the event of this letter again, to every rule that matches').conflicts(
        'drop',
      ),
    )
    .option('--drop <id>', 'forget this letter')
    .addHelpText(
      'after',
      '\nExamples:\n  stoa dead-letters\n  stoa dead-letters --retry 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    )
    .addHelpText('after', credentialsHelp)
    .action(deadLetters)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function deadLetters({ retry, drop, ...server }: DeadLettersOptions): Promise<void> {
  if (retry !== undefined) {
    await ask(server, { method: 'POST', path: `/${encodeURIComponent(retry)}/retry` }, retry)
    return printResult(server, { id: retry, outcome: 'retried' }, `emitted the event of ${retry} again`)
  }
  if (drop !== undefined) {
    await ask(server, { method: 'DELETE', path: `/${encodeURIComponent(drop)}` }, drop)
    return printResult(server, { id: drop, outcome: 'dropped' }, `forgot ${drop}`)
  }
  return list(server)
}

async function list(server: ServerOptions): Promise<void> {
  const letters: Letter[] = []
  let path: string | undefined = ''
  while (path !== undefined && letters.length < maxListed) {
    const answer = await ask(server, { method: 'GET', path })
    const body = parseJson(answer.body)
    if (!page.Check(body)) return misunderstood(server)
    letters.push(...body.deadLetters)
    path = body.next === undefined ? undefined : `?after=${encodeURIComponent(body.next)}`
  }
  const rows = letters.map(({ id, diedAt, bus = '-', rule, attempts, reason }) => [
    id,
    momentOf(diedAt),
    bus,
    rule,
    String(attempts),
    reason,
  ])
  const table = tableOf([['ID', 'DIED', 'BUS', 'RULE', 'ATTEMPTS', 'REASON'], ...rows])
  printResult(server, { deadLetters: letters }, rows.length === 0 ? 'no dead letters' : table)
}

/** What the server answers about its letters, or about the one with `id`. A refusal ends the program. */
async function ask(
  server: ServerOptions,
  { method, path }: Pick<Call, 'method' | 'path'>,
  id?: string,
): Promise<Answer> {
  const answer = await call(server, { method, path: `/dead-letters${path}`, service: 'execute-api' })
  if (answer.status === 404 && id !== undefined)
    fail(`there is no dead letter ${id}; it may be retried or dropped already`)
  return answer.status < 300 ? answer : refused(server, answer)
}

function momentOf(diedAt: number | string): string {
  const date = new Date(diedAt)
  return Number.isNaN(date.getTime()) ? String(diedAt) : date.toISOString()
}
