import { type Stoa, version } from '../presets/index.ts'

interface BannerOptions {
  readonly data: string | undefined
  /** Where the Redis of a fleet is. */
  readonly redis: string | undefined
  readonly profile: string
  readonly stage: string
  readonly stageFile: string | undefined
  readonly publicUrl: string | undefined
  /** What to trust, where the certificate is of an authority of this machine. */
  readonly caFile: string | undefined
  /** That authority was made just now. */
  readonly isNew: boolean
  /** Of the console, where the server has made it up: nobody knows it yet. */
  readonly adminToken: string | undefined
  /** Only a person reads it. */
  readonly showsTokens: boolean
}

/** What comes after the path of an API, for who connects by hand. */
const queries: Readonly<Record<string, string>> = {
  chat: '?auth_token=TOKEN',
  relay: '?Authorization=TOKEN',
  notify: '?access_token=TOKEN',
}

/** Where everything is, and lines to paste. */
export function banner(stoa: Stoa, options: BannerOptions): string {
  const { data, redis, profile, stage, stageFile, publicUrl, caFile, isNew } = options
  const { url, apis } = stoa
  const ws = url.replace(/^http/, 'ws')
  const login = `${url}/prod/login-as-guest`
  const chat = apis.find(({ name }) => name === 'chat')
  const width = Math.max(7, ...apis.map(({ name }) => name.length)) + 1
  const row = (name: string, text: string): string => `  ${name.padEnd(width)}${text}`
  return [
    `Stoa ${version} is running at ${url} (Ctrl-C stops it)`,
    '',
    ...(apis.some(({ name }) => name === 'lobby') ? [row('page', `${url}/`)] : []),
    ...apis.map(({ name, path }) => row(name, `${ws}${path}${queries[name] ?? ''}`)),
    row('login', login),
    row('docs', `${url}/docs`),
    row('console', `${url}/console${consoleToken(options)}`),
    row('aws', awsLine(stoa, publicUrl)),
    row('health', `${url}/health`),
    ...(caFile === undefined
      ? []
      : [row('trust', `${caFile}${isNew ? ' (new)' : ''}: NODE_EXTRA_CA_CERTS, wscat --ca, curl --cacert`)]),
    row(
      'data',
      redis === undefined ? (data ?? 'in memory, gone at the end') : `in Redis at ${withoutAccess(redis)}`,
    ),
    row('stage', `${stage}, profile ${profile}${stageFile === undefined ? '' : `, ${stageFile}`}`),
    '',
    ...(chat === undefined ? [] : tries(`${ws}${chat.path}`, login, caFile)),
    '',
  ].join('\n')
}

/** Lines to paste, for the chat with a guest account. */
function tries(chat: string, login: string, caFile: string | undefined): readonly string[] {
  const curl = caFile === undefined ? 'curl -s' : `curl -s --cacert ${caFile}`
  const wscat = caFile === undefined ? 'npx wscat' : `npx wscat --ca ${caFile}`
  return [
    'Try it:',
    `  ${curl} ${login} | jq`,
    `  ${wscat} -c "${chat}?auth_token=$(${curl} ${login} | jq -r .auth_token)"`,
    '',
  ]
}

/** An address as it can be shown. */
const withoutAccess = (url: string): string => url.replace(/\/\/[^@/]*@/, '//')

function consoleToken({ adminToken, showsTokens }: BannerOptions): string {
  if (adminToken === undefined) return ''
  return showsTokens
    ? `  token ${adminToken}`
    : ', with a token that is shown on a terminal only (STOA_ADMIN_TOKEN sets one)'
}

function awsLine({ url, checksSignatures }: Stoa, publicUrl: string | undefined): string {
  if (checksSignatures) return `AWS_ENDPOINT_URL=${url}, requests signed with the credentials of the server`
  return publicUrl === undefined
    ? `AWS_ENDPOINT_URL=${url}, from this machine only, and never through a proxy: the server has no credentials (STOA_ACCESS_KEY_ID)`
    : 'answered to nobody: the server has a public URL and no credentials (STOA_ACCESS_KEY_ID)'
}
