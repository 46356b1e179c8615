import { Command, Option } from 'commander'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { fail } from '../fail.ts'
import { parseJson } from '../parse-json.ts'
import { call, misunderstood, refused, type ServerOptions, serverOptions } from '../server-call.ts'
import { visible } from '../visible.ts'
import { askPassword } from './ask-password.ts'
import { printToken } from './print-token.ts'

interface UserTokenOptions extends ServerOptions {
  readonly username: string
  readonly password?: string
  readonly clientId?: string
}

const config = Compile(Type.Object({ Cognito: Type.Object({ AppClientId: Type.String() }) }))
const signedIn = Compile(Type.Object({ AuthenticationResult: Type.Object({ AccessToken: Type.String() }) }))
const challenged = Compile(Type.Object({ ChallengeName: Type.String() }))

export function userTokenCommand(): Command {
  const command = new Command('user')
    .description('an access token of a user who signs in with a password')
    .requiredOption('--username <name>', 'who signs in')
    .addOption(
      new Option('--password <password>', 'the password; without it, it is asked for').env('STOA_PASSWORD'),
    )
    .option(
      '--client-id <id>',
      "app client to sign in at; without it, the one in the server's /aws-config.json",
    )
    .addHelpText(
      'after',
      '\nExample:\n  stoa connect /prod --token "$(stoa token user --username ada@example.com)"',
    )
    .action(userToken)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function userToken({ username, password, clientId, ...server }: UserTokenOptions): Promise<void> {
  const client = clientId ?? (await configuredClient(server))
  const answer = await call(server, {
    method: 'POST',
    path: '/',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: client,
      AuthParameters: { USERNAME: username, PASSWORD: password ?? (await askPassword(username)) },
    }),
  })
  if (answer.status !== 200) return refused(server, answer)
  const body = parseJson(answer.body)
  if (challenged.Check(body)) return fail(challengeSentence(body.ChallengeName, username))
  if (!signedIn.Check(body)) return misunderstood(server)
  printToken(body.AuthenticationResult.AccessToken, body, server)
}

async function configuredClient(server: ServerOptions): Promise<string> {
  const answer = await call(server, { method: 'GET', path: '/aws-config.json' })
  const body = answer.status === 200 ? parseJson(answer.body) : undefined
  if (!config.Check(body)) {
    return fail(
      `${server.url.origin} has no /aws-config.json that names its app client; give it with --client-id`,
    )
  }
  return body.Cognito.AppClientId
}

function challengeSentence(challenge: string, username: string): string {
  if (challenge !== 'NEW_PASSWORD_REQUIRED') {
    return `the server asks for more than a password (${visible(challenge)}), which this program cannot answer`
  }
  return (
    `${username} has a temporary password only; ` +
    'set a lasting one with aws cognito-idp admin-set-user-password … --permanent'
  )
}
