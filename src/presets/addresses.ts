import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { type ClientAddress, trustedProxies } from '../identity/index.ts'
import { ConfigurationError, type StoaOptions } from './options.ts'

/** Where requests come from. */
export interface Addresses {
  /** Of the client. */
  readonly sourceIp: (c: Context) => string
  /** Whether a trusted proxy asks, for whomever. */
  readonly isProxied: (c: Context) => boolean
  /** Without trusted proxies, there is none: who connects is the client. */
  readonly clientAddress: ClientAddress | undefined
}

/** Throws a `ConfigurationError` for a net that is none. */
export function addresses({ trustedProxies: named, stageFile = {} }: StoaOptions): Addresses {
  const nets = named ?? stageFile.trustedProxies ?? []
  if (nets.length === 0) return { sourceIp: peerOf, isProxied: () => false, clientAddress: undefined }
  const { has, clientAddress } = proxiesIn(nets)
  return {
    sourceIp: (c) => clientAddress(peerOf(c), c.req.header('X-Forwarded-For')),
    isProxied: (c) => has(peerOf(c)),
    clientAddress,
  }
}

/** The address at the other end of the socket. A socket of this machine that has a path has none. */
const peerOf = (c: Context): string => getConnInfo(c).remote.address ?? ''

function proxiesIn(nets: readonly string[]) {
  try {
    return trustedProxies(nets)
  } catch (error) {
    throw error instanceof TypeError ? new ConfigurationError(error.message) : error
  }
}
