import { Unavailable } from '../presets/index.ts'
import type { ServeOptions } from './serve-options.ts'

type Place = Pick<ServeOptions, 'host' | 'port' | 'healthPort'>

/** Why the server did not start, as a sentence that says what to do. */
export function startError(error: unknown, { host, port, healthPort }: Place): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE': {
      const isHealth = error instanceof Error && 'port' in error && error.port !== port
      const [taken, option] = isHealth ? [healthPort, '--health-port'] : [port, '--port']
      return `port ${taken} on ${host} is taken; choose another with ${option} N (0 picks a free one)`
    }
    case 'EACCES':
      return `this user may not listen on port ${port}; choose one above 1023 with --port N`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `"${host}" is not an address of this machine; try --host 127.0.0.1 or --host 0.0.0.0`
    case 'ERR_OSSL_PEM_NO_START_LINE':
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return `TLS cannot start: ${errorText(error)}; --tls-cert and --tls-key are PEM files that belong together`
    default:
      if (error instanceof Unavailable) return `${error.message}; ${redisHint(error.message)}`
      return errorText(error)
  }
}

function redisHint(message: string): string {
  if (/certificate/i.test(message)) return 'trust the authority of its certificate with --redis-ca FILE'
  if (/NOAUTH|WRONGPASS|NOPERM|password/i.test(message)) {
    return 'give a user that may and its password in the address: redis://USER:PASSWORD@HOST:6379'
  }
  return 'start it, or say where it is with --redis (redis-server --port 6379)'
}

const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error))
