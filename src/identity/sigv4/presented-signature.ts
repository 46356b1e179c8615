import { type CredentialScope, readCredential } from './credential-scope.ts'
import { incomplete, type Refusal } from './refusal.ts'
import type { Parameter } from './request-target.ts'
import { headerValue, type SignedRequest } from './signed-request.ts'
import { readDate, type Validity } from './validity.ts'

/** What a request says of its signature. Nothing of it is proven. */
export interface PresentedSignature extends Validity {
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** Names in lower case, sorted, at most 50. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly sessionToken?: string
}

const algorithm = 'AWS4-HMAC-SHA256'
const maxSignedHeaders = 50
const maxAuthorizationLength = 8_192

/** Find the signature of a request: in its `Authorization` header, or in its query. */
export function readSignature(
  request: SignedRequest,
  parameters: readonly Parameter[],
): PresentedSignature | Refusal {
  const authorization = headerValue(request, 'authorization')
  const query = new Map(parameters.map(({ name, value }) => [name, value]))
  const isInQuery = ['Algorithm', 'Credential', 'SignedHeaders', 'Signature'].some((name) =>
    query.has(`X-Amz-${name}`),
  )
  if (hasDuplicates(parameters)) return incomplete(`A 'X-Amz-' query parameter comes more than once.`)
  if (authorization === undefined) {
    return isInQuery
      ? fromQuery(query)
      : { refusal: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' }
  }
  if (!isInQuery) return fromHeader(authorization, request)
  return incomplete('Only one of the Authorization header and the query may have a signature.')
}

function hasDuplicates(parameters: readonly Parameter[]): boolean {
  const names = parameters.map(({ name }) => name.toLowerCase()).filter((name) => name.startsWith('x-amz-'))
  return new Set(names).size < names.length
}

function fromHeader(authorization: string, request: SignedRequest): PresentedSignature | Refusal {
  if (authorization.length > maxAuthorizationLength) return incomplete('Authorization header is too long.')
  if (!authorization.startsWith(`${algorithm} `)) {
    return incomplete(`Authorization header requires the algorithm '${algorithm}'.`)
  }
  const fields = authorization.slice(algorithm.length).split(',').map(readField)
  const parts = new Map(fields)
  if (parts.size < fields.length)
    return incomplete('A part of the Authorization header comes more than once.')
  const date = headerValue(request, 'x-amz-date') ?? headerValue(request, 'date')
  if (date === undefined) {
    return incomplete(`Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`)
  }
  const sessionToken = headerValue(request, 'x-amz-security-token')
  return assemble('header', (name) => parts.get(name), date, {
    ...(sessionToken !== undefined && { sessionToken }),
  })
}

function readField(field: string): readonly [string, string] {
  const [name = '', ...value] = field.trim().split('=')
  return [name, value.join('=')]
}

function fromQuery(query: ReadonlyMap<string, string>): PresentedSignature | Refusal {
  if (query.get('X-Amz-Algorithm') !== algorithm) return incomplete(`X-Amz-Algorithm must be '${algorithm}'.`)
  const date = query.get('X-Amz-Date')
  if (!date) return incomplete(`The query requires the parameter 'X-Amz-Date'.`)
  const expires = query.get('X-Amz-Expires')
  if (expires !== undefined && !isExpirySpan(expires)) {
    return incomplete('X-Amz-Expires must be a number of seconds from 1 to 604800.')
  }
  const sessionToken = query.get('X-Amz-Security-Token')
  return assemble('query', (name) => query.get(`X-Amz-${name}`), date, {
    ...(expires !== undefined && { expiresSeconds: Number(expires) }),
    ...(sessionToken !== undefined && { sessionToken }),
  })
}

/** From a second to a week. */
function isExpirySpan(text: string): boolean {
  return /^[1-9]\d{0,5}$/.test(text) && Number(text) <= 604_800
}

function assemble(
  form: PresentedSignature['form'],
  part: (name: string) => string | undefined,
  date: string,
  rest: Pick<PresentedSignature, 'expiresSeconds' | 'sessionToken'>,
): PresentedSignature | Refusal {
  const signed = part('SignedHeaders')
  const signature = part('Signature')
  const credential = part('Credential')
  const where = form === 'header' ? 'Authorization header' : 'The query'
  if (!credential) return incomplete(`${where} requires 'Credential' parameter.`)
  if (!signature) return incomplete(`${where} requires 'Signature' parameter.`)
  if (!signed) return incomplete(`${where} requires 'SignedHeaders' parameter.`)
  const owner = readCredential(credential)
  if (owner === undefined) {
    return incomplete(
      'Credential must have exactly 5 slash-delimited elements: keyid/date/region/service/term.',
    )
  }
  const signedHeaders = readNames(signed)
  if (signedHeaders === undefined) return incomplete(`'SignedHeaders' is malformed.`)
  const moment = readDate(date)
  if (moment === undefined)
    return incomplete(`The date must be in ISO 8601 basic format: YYYYMMDD'T'HHMMSS'Z'.`)
  return { form, ...owner, ...moment, ...rest, signedHeaders, signature }
}

function readNames(text: string): readonly string[] | undefined {
  const names = text.split(';', maxSignedHeaders + 1)
  const areNames = names.every((name) => /^[a-z\d!#$%&'*+.^_`|~-]+$/.test(name))
  const areFew = names.length <= maxSignedHeaders
  return areNames && areFew && new Set(names).size === names.length ? names.sort() : undefined
}
