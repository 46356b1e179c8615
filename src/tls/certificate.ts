import { type KeyObject, randomBytes, sign } from 'node:crypto'
import { bits, integer, objectId, sequence, set, tagged, time, utf8 } from './der.ts'

export interface CertificateFields {
  /** The common name of whom it is for, and of who signs it. */
  readonly subject: string
  readonly issuer: string
  readonly publicKey: KeyObject
  /** Milliseconds since 1970. */
  readonly from: number
  readonly until: number
  /** See `extensions.ts`. */
  readonly extensions: readonly Buffer[]
}

const commonName = objectId('2.5.4.3')
/** What all keys here sign with. */
const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'))
const serialBytes = 16

/** An X.509 certificate (RFC 5280), in PEM. `issuerKey` is a private key on a curve. */
export function certificate(fields: CertificateFields, issuerKey: KeyObject): string {
  const { subject, issuer, publicKey, from, until, extensions } = fields
  const version3 = tagged(0, integer(Buffer.of(2)), true)
  const toSign = sequence(
    version3,
    integer(randomBytes(serialBytes)),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time(from), time(until)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions), true),
  )
  return pem(sequence(toSign, ecdsaWithSha256, bits(sign('sha256', toSign, issuerKey))))
}

const nameOf = (text: string): Buffer => sequence(set(sequence(commonName, utf8(text))))

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
