import { BlockList, isIP, isIPv6 } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether the address is this machine's own, also when written as `::ffff:127.0.0.1`. */
export function isLoopback(ip: string): boolean {
  if (isIP(ip) === 0) return false
  return loopback.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4')
}

/**
 * What one client has for sure: an IPv4 address, or the first 64 bits of an IPv6 address, because a household or a
 * virtual machine is given all 2^64 below them.
 */
export function addressBlock(ip: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(ip)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(ip)) return ip
  const [head = '', tail] = ip.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
