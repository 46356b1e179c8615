import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { openAuthority } from './authority.ts'
import { signsBelow } from './extensions.ts'
import { canonicalName } from './names.ts'
import { type ServerCertificate, serverCertificate } from './server-certificate.ts'

export interface LocalAuthority extends ServerCertificate {
  /** The one file to trust, absolute: for NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE, `curl --cacert`, browsers. PEM. */
  readonly caFile: string
  /** The authority was made just now, so nobody trusts it yet. */
  readonly isNew: boolean
  /** Names that the certificate is without: the authority was made for other domains, and signs for no more. */
  readonly uncovered: readonly string[]
}

export interface LocalAuthorityOptions {
  /** Made if it is missing. Nothing else should be in it. */
  readonly folder: string
  /** Domains, `*.` and a domain, and addresses; see `localNames`. Their order does not matter. */
  readonly names: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * A certificate for `names`, signed by an authority of this machine alone; both are kept in `folder`, their keys for
 * their owner only. Servers that share a folder share the authority, also if they start at the same time. It signs for
 * the domains that it was made with, for those of local networks, and for addresses: who steals its key cannot pretend
 * to be a bank. Throws if a name is none, or if there is something else in the folder's files.
 */
export async function localAuthority(options: LocalAuthorityOptions): Promise<LocalAuthority> {
  const { now } = options
  const folder = resolve(options.folder)
  const names = [...new Set(options.names.map(nameOf))].sort()
  const authority = await openAuthority({ folder, now, domains: names.filter(isDomain).map(baseOf) })
  const isCovered = (name: string): boolean => !isDomain(name) || isBelow(authority.certificate.raw, name)
  const { cert, key } = await serverCertificate(authority, { folder, now, names: names.filter(isCovered) })
  return {
    caFile: authority.certFile,
    cert,
    key,
    isNew: authority.isNew,
    uncovered: names.filter((name) => !isCovered(name)),
  }
}

function nameOf(text: string): string {
  const name = canonicalName(text)
  if (name !== undefined) return name
  throw new Error(
    `"${text}" is no name that a certificate can be for: a domain, *. and a domain, or an address`,
  )
}

const isDomain = (name: string): boolean => isIP(name) === 0

const baseOf = (name: string): string => name.replace(/^\*\./, '')

/** Whether the authority signs for the domain, or for one that it is below. */
function isBelow(authority: Buffer, name: string): boolean {
  const labels = baseOf(name).split('.')
  return labels.some((_, index) => signsBelow(authority, labels.slice(index).join('.')))
}
