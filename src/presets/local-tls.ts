import type { StageFile } from '../stage/index.ts'
import { localAuthority, localNames } from '../tls/index.ts'
import { ConfigurationError } from './options.ts'

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
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')]),
  ]
  const made = await localAuthority({ folder, names: localNames(more), now })
  const uncovered = made.uncovered.filter((name) => more.includes(name))
  if (uncovered.length > 0) {
    throw new ConfigurationError(
      `the authority in ${folder} was made for other names than ${uncovered.join(', ')}; delete that folder, or name another with --tls-dir`,
    )
  }
  return { cert: made.cert, key: made.key, caFile: made.caFile, isNew: made.isNew }
}
