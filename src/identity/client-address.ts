import { BlockList, isIP } from 'node:net'

/** Who asks: from the other end of the socket, and what `X-Forwarded-For` says, all lines of it joined with commas. */
export type ClientAddress = (peer: string, forwardedFor: string | undefined) => string

/** The proxies that are believed when they say for whom they ask. */
export interface TrustedProxies {
  /** Whether an address is one of theirs. */
  has(address: string): boolean
  /**
   * Each proxy appends whom it was asked by, so the entries are read from the right, as long as they are proxies too: the
   * client is the first that is not, else the leftmost. What is no address ends that, and the one before it counts. Who is
   * no proxy is the client, whatever its header says. RFC 7239's `Forwarded` is not read.
   */
  readonly clientAddress: ClientAddress
}

/**
 * `nets` are addresses, nets such as `10.0.0.0/8`, and the word `loopback` for this machine. Throws a `TypeError` with a
 * sentence for a person if one is something else.
 */
export function trustedProxies(nets: readonly string[]): TrustedProxies {
  const proxies = new BlockList()
  for (const net of nets) for (const one of net === 'loopback' ? loopback : [net]) add(proxies, one)

  const has = (address: string): boolean => {
    const version = isIP(address)
    return version !== 0 && proxies.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
  return {
    has,
    clientAddress(peer, forwardedFor) {
      if (forwardedFor === undefined || !has(peer)) return peer
      let client = peer
      for (const entry of forwardedFor.split(',').toReversed()) {
        const address = addressIn(entry.trim())
        if (address === undefined) return client
        client = address
        if (!has(address)) return client
      }
      return client
    },
  }
}

const loopback = ['127.0.0.0/8', '::1']

function add(proxies: BlockList, net: string): void {
  const [address = '', prefix, ...more] = net.split('/')
  const version = isIP(address)
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(/^\d{1,3}$/.test(prefix) ? prefix : Number.NaN)
  if (version === 0 || address.includes('%') || more.length > 0 || !(length <= bits)) {
    throw new TypeError(
      `"${net.slice(0, 64)}" cannot be a trusted proxy; give an address, a net such as 10.0.0.0/8, or loopback`,
    )
  }
  if (length === 0) {
    throw new TypeError(
      `${net} trusts everybody, so that clients could choose their address; give the nets of the proxies only`,
    )
  }
  proxies.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
}

/** `1.2.3.4`, `1.2.3.4:567`, `::1`, `[::1]` or `[::1]:567`, without brackets and port; `undefined` for what is none. */
function addressIn(entry: string): string | undefined {
  const [, inBrackets] = /^\[([\da-f:.]+)\](?::\d{1,5})?$/i.exec(entry) ?? []
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(entry) ?? []
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(inBrackets ?? entry) ?? []
  const address = mapped ?? beforePort ?? inBrackets ?? entry
  if (isIP(address) === 0 || address.includes('%')) return undefined
  // A piece of a text keeps all of it in memory, and this one may be kept as long as a connection.
  return Buffer.from(address, 'latin1').toString('latin1')
}
