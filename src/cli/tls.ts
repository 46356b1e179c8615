import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localTls, type StoaOptions } from '../presets/index.ts'
import { fail } from './fail.ts'
import type { ServeOptions } from './serve-options.ts'
import type { LoadedStage } from './stage.ts'

/**
 * The certificate that is given, or with `--tls` one that is made here. What is made is kept in the data folder, so that
 * its authority has to be trusted once.
 */
export async function tlsOf(
  { tls, tlsCert, tlsKey, host, publicUrl }: ServeOptions,
  data: string | undefined,
  loaded: LoadedStage | undefined,
): Promise<Pick<StoaOptions, 'tls'>> {
  if (tlsCert !== undefined || tlsKey !== undefined) {
    if (tlsCert === undefined || tlsKey === undefined) return fail('--tls-cert and --tls-key go together')
    return { tls: { cert: readPem(tlsCert), key: readPem(tlsKey) } }
  }
  if (!tls) return {}
  const folder = join(data ?? join(tmpdir(), `stoa-${process.getuid?.() ?? 'tls'}`), 'tls')
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
