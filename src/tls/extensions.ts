import { createHash, type KeyObject } from 'node:crypto'
import { bits, integer, objectId, octets, sequence, tagged, yes } from './der.ts'
import { domainName, generalName } from './names.ts'

const keyIdBytes = 65

/** May sign certificates, but of no further authorities. */
export const isAuthority = (): Buffer =>
  extension('2.5.29.19', sequence(yes(), integer(Buffer.of(0))), 'critical')

export const isNoAuthority = (): Buffer => extension('2.5.29.19', sequence(), 'critical')

/** keyCertSign and cRLSign. */
export const signsCertificates = (): Buffer =>
  extension('2.5.29.15', bits(Buffer.of(0b0000_0110), 1), 'critical')

/** digitalSignature. */
export const signsHandshakes = (): Buffer =>
  extension('2.5.29.15', bits(Buffer.of(0b1000_0000), 7), 'critical')

/** serverAuth. On an authority it holds for all that it signs. */
export const forServers = (): Buffer => extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1')))

/** Which key this is. Clients that check strictly (Python since 3.13) refuse an authority without it. */
export const ownKey = (key: KeyObject): Buffer => extension('2.5.29.14', octets(keyId(key)))

/** Which key has signed this. */
export const signedWith = (key: KeyObject): Buffer =>
  extension('2.5.29.35', sequence(tagged(0, keyId(key), false)))

/** The names that a certificate is for, which must be sorted. */
export const forNames = (names: readonly string[]): Buffer =>
  extension('2.5.29.17', sequence(...names.map(generalName)))

/** An authority signs for these domains and what is below them, and for no others. */
export const onlyBelow = (domains: readonly string[]): Buffer =>
  extension('2.5.29.30', sequence(tagged(0, Buffer.concat(domains.map(subtree)), true)), 'critical')

/** Whether a certificate with `onlyBelow` has this domain in it. */
export const signsBelow = (raw: Buffer, domain: string): boolean => raw.includes(subtree(domain))

const subtree = (domain: string): Buffer => sequence(domainName(domain))

function extension(id: string, value: Buffer, importance?: 'critical'): Buffer {
  return sequence(objectId(id), ...(importance === undefined ? [] : [yes()]), octets(value))
}

/** The first way of RFC 5280 section 4.2.1.2, for a key on P-256: it is at the end of its SPKI. */
function keyId(key: KeyObject): Buffer {
  const spki = key.export({ type: 'spki', format: 'der' })
  return createHash('sha1').update(spki.subarray(-keyIdBytes)).digest()
}
