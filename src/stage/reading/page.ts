import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Scalar } from 'yaml'
import { contentOf } from './content.ts'
import type { Environment } from './interpolate.ts'
import { plainName } from './nearest.ts'
import { type Page, type Place, startOf, type Value } from './value.ts'
import type { Mistake } from './yaml-text.ts'

export interface PageOptions {
  readonly document: Document
  readonly isWhole: boolean
  readonly env: Environment
  readonly placeOf: (at: number) => { readonly line: number }
  /** Every path of keys that a file can have. */
  readonly paths: readonly string[]
}

// Each costs a walk over the file, and a few in one another multiply what is read.
const maxAliases = 100

// Far more than is shown. Wording a mistake costs more than reading a key.
const maxMistakes = 1_000

/** The page, and what has been reported of it so far. */
export function page({
  document,
  isWhole,
  env,
  placeOf,
  paths,
}: PageOptions): Page & { readonly mistakes: Mistake[] } {
  const mistakes: Mistake[] = []
  const report = (at: number, message: string): void => {
    if (mistakes.length < maxMistakes) mistakes.push({ at, message })
  }
  const followed = aliasFollower(document, report)

  return {
    mistakes,
    report,
    isWhole,
    get isFull() {
      return mistakes.length >= maxMistakes
    },
    lineOf: (at) => placeOf(at).line,
    pathsTo: (key) => paths.filter((path) => plainName(lastKey(path)) === plainName(key)),
    open(node, name, keyAt) {
      if (node === null) return { name, at: keyAt, kind: 'nothing' }
      if (!isNode(node)) return undefined
      const place = { name, at: startOf(node) ?? keyAt }
      const target = followed(node, place)
      if (isMap(target)) return { name, at: keyAt, kind: 'mapping', pairs: target.items }
      if (isSeq(target)) return { ...place, kind: 'list', items: target.items }
      return isScalar(target) ? scalarValue(target, place, keyAt) : undefined
    },
  }

  function scalarValue(scalar: Scalar, place: Place, keyAt: number): Value | undefined {
    const content = contentOf(scalar, env)
    if ('problems' in content) {
      for (const problem of content.problems)
        report(place.at, place.name === '' ? problem : `${place.name}: ${problem}`)
      return undefined
    }
    return { ...place, at: content.kind === 'nothing' ? keyAt : place.at, ...content }
  }
}

function aliasFollower(document: Document, report: Page['report']): (node: unknown, place: Place) => unknown {
  let aliases = 0
  return (node, { name, at }) => {
    if (!isAlias(node)) return node
    aliases += 1
    if (aliases > maxAliases) {
      report(at, `there are more than ${maxAliases} aliases to follow`)
      return undefined
    }
    const target = node.resolve(document)
    if (target === undefined) report(at, `${name} is an alias, but no anchor of that name comes before it`)
    return target
  }
}

const lastKey = (path: string): string => path.slice(path.lastIndexOf('.') + 1)
