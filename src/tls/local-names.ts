import { hostname, networkInterfaces } from 'node:os'
import { canonicalName } from './names.ts'

export interface Machine {
  readonly hostname: string
  readonly addresses: readonly string[]
}

/**
 * The names a certificate of this machine should have: `localhost`, the loopback addresses, the host name, its name on
 * the local network (`NAME.local`), the addresses of its network interfaces, and `extra`. An address that means all
 * interfaces is nobody's name and left out, as is a link-local one of IPv6: it cannot stand in a URL.
 */
export function localNames(extra: readonly string[], machine: Machine = thisMachine()): readonly string[] {
  const [short = ''] = machine.hostname.split('.')
  const own = [machine.hostname, `${short}.local`, ...machine.addresses].filter(
    (name) => canonicalName(name) !== undefined,
  )
  const all = ['localhost', '127.0.0.1', '::1', ...own, ...extra].map((name) => canonicalName(name) ?? name)
  return [...new Set(all)].filter((name) => !['0.0.0.0', '::'].includes(name) && !/^fe[89ab].:/.test(name))
}

function thisMachine(): Machine {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return { hostname: hostname(), addresses: addresses.map(({ address }) => address) }
}
