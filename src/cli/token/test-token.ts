import { Command } from 'commander'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseJson } from '../parse-json.ts'
import {
  call,
  credentialsHelp,
  misunderstood,
  refused,
  type ServerOptions,
  serverOptions,
} from '../server-call.ts'
import { printToken } from './print-token.ts'

interface TestTokenOptions extends ServerOptions {
  readonly userId?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly sub?: string
}

const given = Compile(
  Type.Union([Type.Object({ authToken: Type.String() }), Type.Object({ token: Type.String() })]),
)

export function testTokenCommand(): Command {
  const command = new Command('test')
    .description('a token of a test user, as the function CreateTestJwt makes it')
    .option('--user-id <id>', 'user whom the token names')
    .option('--first-name <name>', 'first name in the token')
    .option('--last-name <name>', 'last name in the token')
    .option('--sub <sub>', 'subject in the token')
    .addHelpText('after', '\nExample:\n  stoa token test --user-id ada --first-name Ada')
    .addHelpText('after', credentialsHelp)
    .action(testToken)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function testToken({ userId, firstName, lastName, sub, ...server }: TestTokenOptions): Promise<void> {
  const answer = await call(server, {
    method: 'POST',
    path: '/2015-03-31/functions/CreateTestJwt/invocations',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userId, firstName, lastName, sub }),
    service: 'lambda',
  })
  if (answer.status !== 200 || answer.headers.has('x-amz-function-error')) return refused(server, answer)
  const body = parseJson(answer.body)
  if (!given.Check(body)) return misunderstood(server)
  printToken('authToken' in body ? body.authToken : body.token, body, server)
}
