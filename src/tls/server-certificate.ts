import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Authority, dayMs, slowClockMs } from './authority.ts'
import { certificate } from './certificate.ts'
import { forNames, forServers, isNoAuthority, ownKey, signedWith, signsHandshakes } from './extensions.ts'
import { isMissing, parsed, unusable } from './kept-file.ts'
import { keyPem, makeKeys } from './keys.ts'

/** A certificate and its private key, in PEM. */
export interface ServerCertificate {
  readonly cert: string
  readonly key: string
}

export interface ServerPlace {
  readonly folder: string
  /** Canonical, sorted, and such as the authority signs for. */
  readonly names: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
}

const subject = 'Stoa local server'
/** Apple's clients accept no certificate for longer than 398 days, the day for slow clocks included. */
const validDays = 396
const renewalMs = 7 * dayMs

/**
 * The certificate in `folder`, or a new one if that is for other names, is not this authority's, or ends soon. Key and
 * certificate are in one file that is replaced as a whole. Throws if it is something else's.
 */
export async function serverCertificate(
  authority: Authority,
  place: ServerPlace,
): Promise<ServerCertificate> {
  const file = join(place.folder, 'server.pem')
  if (!(await isMissing(file))) {
    const kept = await parsed(file, place.folder, read)
    if (kept.certificate.subject !== `CN=${subject}`) {
      throw unusable(file, place.folder, 'is no certificate that Stoa has made')
    }
    if (isFit(kept, authority, place)) return { cert: kept.cert, key: kept.key }
  }
  const made = await make(authority, place)
  await replace(file, `${made.key}${made.cert}`)
  return made
}

interface Kept extends ServerCertificate {
  readonly certificate: X509Certificate
}

/** Throws if the two are not there, or do not belong together. */
function read(pem: string): Kept {
  const [key = ''] = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(pem) ?? []
  const [cert = ''] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(pem) ?? []
  const parsedCert = new X509Certificate(cert)
  if (!parsedCert.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is of another certificate')
  return { cert, key, certificate: parsedCert }
}

function isFit({ certificate: kept }: Kept, authority: Authority, { names, now }: ServerPlace): boolean {
  return (
    kept.raw.includes(forNames(names)) &&
    kept.checkIssued(authority.certificate) &&
    kept.verify(authority.certificate.publicKey) &&
    Date.parse(kept.validFrom) <= now &&
    Date.parse(kept.validTo) > now + renewalMs
  )
}

async function make(authority: Authority, { names, now }: ServerPlace): Promise<ServerCertificate> {
  const { publicKey, privateKey } = await makeKeys()
  const cert = certificate(
    {
      subject,
      issuer: authority.name,
      publicKey,
      from: now - slowClockMs,
      until: Math.min(now + validDays * dayMs, Date.parse(authority.certificate.validTo)),
      extensions: [
        isNoAuthority(),
        signsHandshakes(),
        forServers(),
        ownKey(publicKey),
        signedWith(authority.certificate.publicKey),
        forNames(names),
      ],
    },
    authority.key,
  )
  return { cert, key: keyPem(privateKey) }
}

async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}-${randomBytes(6).toString('hex')}`
  try {
    await writeFile(draft, content, { mode: 0o600, flush: true })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
