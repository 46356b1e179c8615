import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../core/ports/clock.ts'
import { canonicalRequests } from './canonical-request.ts'
import { scopeFault } from './credential-scope.ts'
import { type Credentials, derivedKeys } from './derived-keys.ts'
import { type PresentedSignature, readSignature } from './presented-signature.ts'
import { incomplete, invalid, type Refusal } from './refusal.ts'
import { type RequestTarget, readTarget } from './request-target.ts'
import { headerValue, type SignedRequest } from './signed-request.ts'
import { timeFault } from './validity.ts'

export type { Credentials } from './derived-keys.ts'
export type { SignedRequest } from './signed-request.ts'

/** Whose signature a request has and what it was made for, or the AWS error that it is refused with. */
export type SignatureVerdict =
  | { readonly accessKeyId: string; readonly region: string; readonly service: string }
  | Refusal

/** Checks AWS Signature Version 4, in the `Authorization` header and in the query. */
export interface SigV4Verifier {
  /**
   * Whatever the request is, it is answered and nothing is thrown. The signature must be made for one of `services`; an
   * empty one stands for signers that know a service only by an AWS host name.
   */
  verify(request: SignedRequest, services: readonly string[]): SignatureVerdict
}

export interface SigV4VerifierOptions {
  /** Neither an id nor a secret may be empty, and an id has neither slash, comma nor space: it throws otherwise. */
  readonly credentials: readonly Credentials[]
  readonly clock: Clock
}

export function sigV4Verifier({ credentials, clock }: SigV4VerifierOptions): SigV4Verifier {
  for (const one of credentials) {
    if (!/^[^\s/,]+$/.test(one.accessKeyId)) throw new Error('An access key id is empty or malformed')
    if (one.secretAccessKey === '') throw new Error('A secret access key is empty')
  }
  const known = new Map(credentials.map((one) => [one.accessKeyId, one]))
  // Checked in the place of an unknown key, so that the time of an answer does not tell which keys are known.
  const decoy: Credentials = { accessKeyId: '', secretAccessKey: randomBytes(32).toString('hex') }
  const keys = derivedKeys()

  function verdictOn(request: SignedRequest, read: ReadRequest): SignatureVerdict {
    const { accessKeyId, scope, signature, sessionToken = '' } = read.presented
    const owner = known.get(accessKeyId)
    const key = keys(owner ?? decoy, scope)
    const holds = canonicalRequests(request, read.target, read.presented, read.bodyHash).some((text) =>
      isSame(signatureOf(key, read.presented, text), signature),
    )
    if (owner === undefined) return unrecognized
    if (!holds) return mismatch
    if (owner.sessionToken && !isSame(owner.sessionToken, sessionToken)) return unrecognized
    return { accessKeyId, region: scope.region, service: scope.service }
  }

  return {
    verify(request, services) {
      const read = readRequest(request)
      if ('refusal' in read) return read
      const { presented, bodyHash } = read
      const fault =
        scopeFault(presented.scope, presented.stamp, services) ??
        headerFault(request, presented, bodyHash) ??
        timeFault(presented, clock.now())
      return fault ?? verdictOn(request, read)
    },
  }
}

interface ReadRequest {
  readonly target: RequestTarget
  readonly presented: PresentedSignature
  /** The SHA-256 of the body that came, in hexadecimal. */
  readonly bodyHash: string
}

function readRequest(request: SignedRequest): ReadRequest | Refusal {
  if (!/^[A-Z-]{1,32}$/.test(request.method)) return incomplete('The request method is malformed.')
  const target = readTarget(request.target)
  if ('refusal' in target) return target
  const presented = readSignature(request, target.parameters)
  if ('refusal' in presented) return presented
  return { target, presented, bodyHash: createHash('sha256').update(request.body).digest('hex') }
}

const unrecognized: Refusal = {
  refusal: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
}

const mismatch = invalid(
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
    'and signing method. Consult the service documentation for details.',
)

/** Headers that change what a request does or how it is checked: who sends one signs it. */
const toBeSigned = {
  header: ['x-amz-date', 'x-amz-content-sha256', 'x-amz-target', 'x-amz-security-token'],
  // The query has the others; a link is not to be used for another operation than the one it was made for.
  query: ['x-amz-target'],
}

function headerFault(
  request: SignedRequest,
  { form, signedHeaders }: PresentedSignature,
  bodyHash: string,
): Refusal | undefined {
  if (!signedHeaders.includes('host')) {
    return invalid(`'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`)
  }
  const absent = signedHeaders.find((name) => headerValue(request, name) === undefined)
  if (absent !== undefined) return invalid(`The signed header '${absent}' is not in the request.`)
  const unsigned = toBeSigned[form].find(
    (name) => headerValue(request, name) !== undefined && !signedHeaders.includes(name),
  )
  if (unsigned !== undefined)
    return invalid(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`)
  const sentHash = form === 'header' ? headerValue(request, 'x-amz-content-sha256') : undefined
  if (sentHash === undefined || sentHash === bodyHash) return undefined
  return invalid(`'x-amz-content-sha256' must be the SHA-256 of the body.`)
}

function signatureOf(key: Buffer, { stamp, scope }: PresentedSignature, canonicalRequest: string): string {
  const scopeText = [scope.date, scope.region, scope.service, scope.terminator].join('/')
  const requestHash = createHash('sha256').update(canonicalRequest).digest('hex')
  const text = ['AWS4-HMAC-SHA256', stamp, scopeText, requestHash].join('\n')
  return createHmac('sha256', key).update(text).digest('hex')
}

/** In a time that tells nothing of where they differ, or of how long the first one is. */
function isSame(secret: string, given: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(secret), hash(given))
}
