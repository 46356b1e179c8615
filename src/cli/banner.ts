import { type Stoa, version } from '../presets/index.ts'

interface BannerOptions {
  readonly data: string | undefined
  readonly profile: string
  readonly stage: string
}

/** Where everything is, and two lines to paste. */
export function banner(stoa: Stoa, { data, profile, stage }: BannerOptions): string {
  const { url } = stoa
  const ws = url.replace(/^http/, 'ws')
  const login = `${url}/prod/login-as-guest`
  return [
    `Stoa ${version} is running at ${url} (Ctrl-C stops it)`,
    '',
    `  page    ${url}/`,
    `  chat    ${ws}/?auth_token=TOKEN`,
    `  lobby   ${ws}/LATEST`,
    `  login   ${login}`,
    `  health  ${url}/health`,
    `  data    ${data ?? 'in memory, gone at the end'}`,
    `  stage   ${stage}, profile ${profile}`,
    '',
    'Try it:',
    `  curl -s ${login} | jq`,
    `  npx wscat -c "${ws}/?auth_token=$(curl -s ${login} | jq -r .auth_token)"`,
    '',
    '',
  ].join('\n')
}
