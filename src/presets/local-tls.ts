import type { StageFile } from '../stage/index.ts'
import { localAuthority, localNames } from '../tls/index.ts'
import { awsNames } from './hosting.ts'

export interface LocalTlsOptions {
  /** Where the authority and the certificate are kept. */
  readonly folder: string
  /** The address to listen on. */
  readonly host: string
  readonly stageFile: StageFile
  /** Milliseconds since 1970. */
  readonly now: number
}

/** A certificate for the names of this machine, with the authority that it is signed by. */
export async function localTls({ folder, host, stageFile, now }: LocalTlsOptions) {
  const { publicUrl } = stageFile
  const isName = !['0.0.0.0', '::'].includes(host)
  const more = [
    ...(isName ? [host] : []),
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ...awsNames(stageFile),
  ]
  const { cert, key, caFile } = await localAuthority({ folder, names: localNames(more), now })
  return { cert, key, caFile }
}
