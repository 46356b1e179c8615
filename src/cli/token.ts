import { Command } from 'commander'
import { guestTokenCommand } from './token/guest-token.ts'
import { testTokenCommand } from './token/test-token.ts'
import { userTokenCommand } from './token/user-token.ts'

export function tokenCommand(): Command {
  return new Command('token')
    .description('get a token from a running server: of a test user, a guest or a user')
    .addCommand(testTokenCommand())
    .addCommand(guestTokenCommand())
    .addCommand(userTokenCommand())
    .addHelpText('after', '\nExample:\n  stoa connect /dev --token "$(stoa token test)"')
}
