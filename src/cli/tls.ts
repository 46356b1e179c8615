import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { localTls, type StoaOptions } from '../presets/index.ts'
import { fail } from './fail.ts'
import type { ServeOptions } from './serve-options.ts'
import type { LoadedStage } from './stage.ts'

/**
 * The certificate that is given, or with `--tls` one that is made here. Its authority is one for all servers of this user,
 * so that it has to be trusted once.
 */
export async function tlsOf(
  { tls, tlsDir, tlsCert, tlsKey, host, publicUrl }: ServeOptions,
  loaded: LoadedStage | undefined,
): Promise<Pick<StoaOptions, 'tls'>> {
  if (tlsCert !== undefined || tlsKey !== undefined) {
    if (tlsCert === undefined || tlsKey === undefined) return fail('--tls-cert and --tls-key go together')
    if (tls || tlsDir !== undefined)
      return fail('--tls makes a certificate; leave it out beside --tls-cert and --tls-key')
    return { tls: { cert: readPem(tlsCert), key: readPem(tlsKey) } }
  }
  if (!tls && tlsDir === undefined) return {}
  const folder = tlsDir ?? join(homedir(), '.stoa', 'tls')
  const stageFile = { ...loaded?.stage, ...(publicUrl !== undefined && { publicUrl }) }
  return { tls: await localTls({ folder, host, stageFile, now: Date.now() }) }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return fail(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
