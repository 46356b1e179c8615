import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { certificate } from './certificate.ts'
import { forServers, isAuthority, onlyBelow, ownKey, signsCertificates } from './extensions.ts'
import { isMissing, parsed, unusable } from './kept-file.ts'
import { keyPem, makeKeys } from './keys.ts'

/** Who signs the certificates of a machine. */
export interface Authority {
  readonly certFile: string
  readonly certificate: X509Certificate
  readonly key: KeyObject
  /** Its common name. */
  readonly name: string
  /** Made just now: nobody trusts it yet. */
  readonly isNew: boolean
}

export interface AuthorityPlace {
  readonly folder: string
  /** Domains to sign for, besides those that no public server has. */
  readonly domains: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
}

export const dayMs = 86_400_000
const validDays = 3_652
/** Clients whose clocks are slow shall accept it too. */
export const slowClockMs = dayMs

/** Domains that cannot be registered (RFC 6761, 6762, 8375), or that routers give to home networks. */
const privateDomains = ['localhost', 'local', 'test', 'internal', 'home.arpa', 'lan']

/**
 * The authority of a folder, made if there is none. It and its key become visible in one step, so that of two servers
 * which make one at the same time the second uses that of the first. Throws if the files are not such an authority.
 */
export async function openAuthority({ folder, domains, now }: AuthorityPlace): Promise<Authority> {
  const place = join(folder, 'authority')
  const isNew = (await isMissing(place)) && (await make({ folder, domains, now }, place))
  const certFile = join(place, 'ca.pem')
  const keyFile = join(place, 'ca-key.pem')
  const cert = await parsed(certFile, folder, (pem) => new X509Certificate(pem))
  const key = await parsed(keyFile, folder, (pem) => createPrivateKey(pem))
  const [, name] = /^CN=(Stoa local CA [0-9a-f]+)$/.exec(cert.subject) ?? []
  if (name === undefined || !cert.ca) throw unusable(certFile, folder, 'is no authority that Stoa has made')
  if (!cert.checkPrivateKey(key)) throw unusable(keyFile, folder, 'is not the key of ca.pem')
  if (Date.parse(cert.validTo) <= now) throw unusable(certFile, folder, `was valid until ${cert.validTo}`)
  return { certFile, certificate: cert, key, name, isNew }
}

/** Whether it is the one made here that is in `place` now, and not another server's. */
async function make({ folder, domains, now }: AuthorityPlace, place: string): Promise<boolean> {
  const { publicKey, privateKey } = await makeKeys()
  const name = `Stoa local CA ${randomBytes(3).toString('hex')}`
  const cert = certificate(
    {
      subject: name,
      issuer: name,
      publicKey,
      from: now - slowClockMs,
      until: now + validDays * dayMs,
      extensions: [
        isAuthority(),
        signsCertificates(),
        forServers(),
        ownKey(publicKey),
        onlyBelow([...privateDomains, ...domains]),
      ],
    },
    privateKey,
  )
  await mkdir(folder, { recursive: true })
  const draft = await mkdtemp(`${place}-`)
  await writeFile(join(draft, 'ca.pem'), cert, { flush: true })
  await writeFile(join(draft, 'ca-key.pem'), keyPem(privateKey), { mode: 0o600, flush: true })
  // Handlers of other users need the certificate.
  await chmod(draft, 0o755)
  return takePlace(draft, place)
}

/** A folder that has files in it is not replaced by another: the first one wins. */
async function takePlace(draft: string, place: string): Promise<boolean> {
  try {
    await rename(draft, place)
    return true
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (await isMissing(place)) throw error
    return false
  }
}
