import { invalid, type Refusal } from './refusal.ts'

/** What a signature is good for. */
export interface CredentialScope {
  /** The day: `20150830`. */
  readonly date: string
  readonly region: string
  /** Empty where the signer could not tell the service by the host. */
  readonly service: string
  readonly terminator: string
}

/** Read `AKID/20150830/us-east-1/execute-api/aws4_request`. */
export function readCredential(
  text: string,
): { readonly accessKeyId: string; readonly scope: CredentialScope } | undefined {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split('/')
  if (!accessKeyId || date === undefined || region === undefined || service === undefined) return undefined
  if (terminator === undefined || rest.length > 0) return undefined
  return { accessKeyId, scope: { date, region, service, terminator } }
}

/** Why a scope is not for a request of that day to one of `services`, if it is not. */
export function scopeFault(
  scope: CredentialScope,
  stamp: string,
  services: readonly string[],
): Refusal | undefined {
  const scoped = (to: string) => invalid(`Credential should be scoped to ${to}.`)
  if (!/^[\w-]{1,64}$/.test(scope.region)) return scoped('a valid region')
  if (!services.includes(scope.service)) return scoped(`correct service: '${services[0] ?? ''}'`)
  if (scope.terminator !== 'aws4_request') return scoped(`a valid terminator: 'aws4_request'`)
  if (scope.date !== stamp.slice(0, 8)) return scoped(`the day of the request's date: '${stamp.slice(0, 8)}'`)
  return undefined
}
