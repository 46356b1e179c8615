import { Command } from 'commander'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseJson } from '../parse-json.ts'
import { call, misunderstood, refused, type ServerOptions, serverOptions } from '../server-call.ts'
import { printToken } from './print-token.ts'

interface GuestTokenOptions extends ServerOptions {
  readonly userId?: string
  readonly guestSecret?: string
}

const login = Compile(Type.Object({ auth_token: Type.String() }))

export function guestTokenCommand(): Command {
  const command = new Command('guest')
    .description('a token of a guest: a new one, or one who comes back with an id and a secret')
    .option('--user-id <id>', 'guest who comes back')
    .option('--guest-secret <secret>', 'secret that the guest got at the first login (see --json)')
    .addHelpText('after', '\nExample:\n  stoa connect / --token "$(stoa token guest)"')
    .action(guestToken)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function guestToken({ userId, guestSecret, ...server }: GuestTokenOptions): Promise<void> {
  const query = new URLSearchParams()
  if (userId !== undefined) query.set('user_id', userId)
  if (guestSecret !== undefined) query.set('guest_secret', guestSecret)
  const answer = await call(server, { method: 'GET', path: `/prod/login-as-guest?${query.toString()}` })
  if (answer.status !== 200) return refused(server, answer)
  const body = parseJson(answer.body)
  if (!login.Check(body)) return misunderstood(server)
  printToken(body.auth_token, body, server)
}
