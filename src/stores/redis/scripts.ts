import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

/** A script of `scripts/`, by the name of its file without `.lua`. */
export type ScriptName = string

export interface Script {
  readonly text: string
  /** What `EVALSHA` knows it by. */
  readonly sha: string
}

const folder = new URL('./scripts/', import.meta.url)

/** All of them. They are loaded into each server on connecting. */
export const scripts: ReadonlyMap<ScriptName, Script> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.lua'))
    .map((file) => [file.slice(0, -'.lua'.length), readScript(file)]),
)

/** A line `--@ NAME` stands for a file of `scripts/parts/`. */
function readScript(file: string): Script {
  const text = readFileSync(new URL(file, folder), 'utf8').replaceAll(/^--@ (.+)$/gm, (_line, name: string) =>
    readFileSync(new URL(`parts/${name}.lua`, folder), 'utf8'),
  )
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
