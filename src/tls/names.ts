import { isIP, isIPv4 } from 'node:net'
import { domainToASCII } from 'node:url'
import { tagged } from './der.ts'

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
const domain = new RegExp(`^${label}(?:\\.${label})*$`)
const longestDomain = 253

/**
 * A name as it stands in certificates: in lower case, in ASCII, without a dot at its end, an address in its shortest form
 * and without its zone. `*.` at the beginning stands for one label. `undefined` if it is no name that a certificate may
 * be for.
 */
export function canonicalName(name: string): string | undefined {
  const [address = ''] = name.split('%')
  if (isIPv4(address)) return address
  if (isIP(address) !== 0) return new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, wildcard = '', rest = ''] = /^(\*\.)?(.*?)\.?$/.exec(name) ?? []
  // It takes the host of a URL out of more.
  const ascii = /[\s/\\?#@:%]/.test(rest) ? '' : domainToASCII(rest)
  if (!domain.test(ascii) || ascii.length > longestDomain || isIP(ascii) !== 0) return undefined
  if (wildcard && !ascii.includes('.')) return undefined
  return `${wildcard}${ascii}`
}

/** A canonical name as a GeneralName (RFC 5280 section 4.2.1.6). */
export function generalName(name: string): Buffer {
  return isIP(name) === 0 ? domainName(name) : tagged(7, addressBytes(name), false)
}

export const domainName = (name: string): Buffer => tagged(2, Buffer.from(name, 'ascii'), false)

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'))
