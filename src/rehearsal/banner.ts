import type { Rehearsal } from './rehearsal.ts'

/** What comes after the path of an API, for who connects by hand. */
const queries: Readonly<Record<string, string>> = {
  chat: '?auth_token=TOKEN',
  relay: '?Authorization=TOKEN',
  notify: '?access_token=TOKEN',
}

/** Where everything is, what serves it, and lines to paste. */
export function banner(rehearsal: Rehearsal): string {
  const { url, wsUrl, apis, functions, notRun, schedules } = rehearsal
  const row = (name: string, text: string): string => `  ${name.padEnd(13)}${text}`
  const login = `${url}/prod/login-as-guest`
  return [
    `What CDK synthesized is running at ${url} (Ctrl-C stops it)`,
    '',
    row('page', `${url}/`),
    ...apis.map(({ name, paths: [path] }) => row(name, `${wsUrl}${path}${queries[name] ?? ''}`)),
    row('login', login),
    row(
      'aws',
      `AWS_ENDPOINT_URL=${url} (events, cognito-idp, lambda; any credentials, from this machine only)`,
    ),
    row('functions', functions.map(({ label }) => label).join(', ')),
    row('not run', notRun.length === 0 ? 'nothing' : `${notRun.length}, of CDK's own deployments`),
    row('schedules', schedules.map(({ expression }) => expression).join(', ') || 'none'),
    row('stand-ins', 'DynamoDB: dynalite, SQS: fauxqs; the other services of AWS are small ones of Stoa'),
    '',
    'Try it:',
    `  curl -s ${login} | jq`,
    `  npx wscat -c "${wsUrl}/?auth_token=$(curl -s ${login} | jq -r .auth_token)"`,
    ...suite(rehearsal),
    '',
    '',
  ].join('\n')
}

/** How the contract of API Gateway is checked, where the handlers for that are there. */
function suite({ wsUrl, apis }: Rehearsal): readonly string[] {
  const urlOf = (name: string): string | undefined => {
    const path = apis.find((api) => api.name === name)?.paths[0]
    return path === undefined ? undefined : `${wsUrl}${path}`
  }
  const [url, plainUrl] = [urlOf('conformance'), urlOf('plain')]
  return url === undefined || plainUrl === undefined
    ? []
    : [`  npx stoa conformance ${url} --plain-url ${plainUrl}`]
}
