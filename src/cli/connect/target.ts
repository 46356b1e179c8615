/** Where a path alone is looked for, and a token with the parameter it belongs in. */
export interface TargetOptions {
  readonly url: URL
  readonly token?: string
  readonly tokenParameter?: string
}

/** The APIs that do not call their token `access_token`. */
const tokenParameters: Readonly<Record<string, string>> = { '': 'auth_token', '/prod': 'Authorization' }

/**
 * The WebSocket URL that somebody means by `address`: a URL, one without its scheme, or a path on the server. `undefined`
 * if it is none of them.
 */
export function targetOf(address: string, { url, token, tokenParameter }: TargetOptions): URL | undefined {
  const text = absolute(address, url).replace(/^http/i, 'ws')
  if (!/^wss?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const target = new URL(text)
  target.hash = ''
  if (token !== undefined) target.searchParams.set(tokenParameter ?? tokenParameterOf(target), token)
  return target
}

function absolute(address: string, server: URL): string {
  if (address.startsWith('/')) return `${server.origin}${server.pathname.replace(/\/+$/, '')}${address}`
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `ws://${address}`
}

function tokenParameterOf({ pathname }: URL): string {
  return tokenParameters[pathname.replace(/\/+$/, '')] ?? 'access_token'
}
