import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

const newKeys = promisify(generateKeyPair)

/** ECDSA on P-256, which every client since 2015 accepts. */
export const makeKeys = (): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> =>
  newKeys('ec', { namedCurve: 'P-256' })

export const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
