import { BlockList, isIP } from 'node:net'

/**
 * Compile a range of addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address. An IPv4 address is in a range in
 * its IPv6 form (`::ffff:192.0.2.1`) too. `undefined` for what is no range.
 */
export function addressRange(cidr: string): ((address: string) => boolean) | undefined {
  const [network = '', prefix, ...more] = cidr.split('/')
  const version = isIP(network)
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : Number(/^\d{1,3}$/.test(prefix) ? prefix : Number.NaN)
  if (version === 0 || network.includes('%') || more.length > 0 || !(length <= bits)) return undefined
  const range = new BlockList()
  range.addSubnet(network, length, version === 4 ? 'ipv4' : 'ipv6')
  return (text) => {
    const [address = ''] = text.split('%')
    const family = isIP(address)
    return family !== 0 && range.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}
