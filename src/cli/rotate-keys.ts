import { Command } from 'commander'
import { fail } from './fail.ts'

const invocation = '2015-03-31/functions/GenerateKeys/invocations'

export function rotateKeysCommand(): Command {
  return new Command('rotate-keys')
    .description('make a running server sign with a new key; tokens of the key before it stay valid')
    .option('--url <url>', 'where the server is', 'http://127.0.0.1:8080')
    .addHelpText('after', '\nExample:\n  stoa rotate-keys --url http://127.0.0.1:8080')
    .action(rotateKeys)
}

async function rotateKeys({ url }: { readonly url: string }): Promise<void> {
  const target = URL.canParse(url) ? new URL(invocation, url.endsWith('/') ? url : `${url}/`) : undefined
  if (target === undefined)
    fail(`"${url}" is not a URL; give the server's, as in --url http://127.0.0.1:8080`)
  const status = await fetch(target, { method: 'POST' }).then(
    (response) => response.status,
    (error: unknown) => fail(`cannot reach ${url} (${causeOf(error)}); is the server running there?`),
  )
  if (status === 403) fail(`${url} refused: keys can be rotated from the server's own machine only`)
  if (status !== 200) fail(`${url} answered with status ${status} instead of rotating its keys`)
  process.stdout.write(
    'New tokens are signed with a new key. Tokens of the key before it stay valid until the next rotation.\n',
  )
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? cause.message : String(cause)
}
