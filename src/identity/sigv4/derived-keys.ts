import { createHmac } from 'node:crypto'
import type { CredentialScope } from './credential-scope.ts'

/** A pair of keys that requests are signed with, as AWS gives them out. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** With it, whoever signs has to send it too. */
  readonly sessionToken?: string
}

/** The key that requests of one day, region and service are signed with. */
export type DerivedKeys = (credentials: Credentials, scope: CredentialScope) => Buffer

const maxKeys = 256

/** Deriving a key costs four times what checking a signature does, and a client's next request needs the same. */
export function derivedKeys(): DerivedKeys {
  const known = new Map<string, Buffer>()

  return ({ accessKeyId, secretAccessKey }, { date, region, service, terminator }) => {
    const name = [accessKeyId, date, region, service].join('/')
    const found = known.get(name)
    if (found !== undefined) return found
    const first = hmac(`AWS4${secretAccessKey}`, date)
    const key = [region, service, terminator].reduce<Buffer>(hmac, first)
    known.set(name, key)
    const [oldest] = known.keys()
    if (known.size > maxKeys && oldest !== undefined) known.delete(oldest)
    return key
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
