import { Command } from 'commander'
import { printResult } from './print.ts'
import { call, credentialsHelp, refused, type ServerOptions, serverOptions } from './server-call.ts'

export function rotateKeysCommand(): Command {
  const command = new Command('rotate-keys')
    .description('make a running server sign with a new key; tokens of the key before it stay valid')
    .addHelpText('after', '\nExample:\n  stoa rotate-keys --url http://127.0.0.1:8080')
    .addHelpText('after', credentialsHelp)
    .action(rotateKeys)
  for (const option of serverOptions()) command.addOption(option)
  return command
}

async function rotateKeys(server: ServerOptions): Promise<void> {
  const answer = await call(server, {
    method: 'POST',
    path: '/2015-03-31/functions/GenerateKeys/invocations',
    service: 'lambda',
  })
  if (answer.status !== 200 || answer.headers.has('x-amz-function-error')) return refused(server, answer)
  printResult(
    server,
    { rotated: true },
    'New tokens are signed with a new key. Tokens of the key before it stay valid until the next rotation.',
  )
}
