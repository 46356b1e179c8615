import type { Environment } from './reading/interpolate.ts'
import { page } from './reading/page.ts'
import { gluedHint } from './reading/value.ts'
import { type Mistake, parseYaml, type YamlText } from './reading/yaml-text.ts'
import { stageFields, stagePaths } from './stage-fields.ts'
import type { StageFile } from './stage-file.ts'
import { StageProblem } from './stage-problem.ts'

export interface ReadOptions {
  /** What messages call the file. */
  readonly name: string
  /** Where `${NAME}` in its texts is taken from. */
  readonly env: Environment
}

export const maxFileBytes = 256 * 1024

// More help nobody at once.
const maxMistakes = 50

/**
 * Read the text of a stage file. Throws a `StageProblem` whose message has a line for every mistake, in the order of
 * the file: `environment/poc.yaml:4:3: unknown key "iam_aut"; did you mean "iam_auth"?`.
 */
export function readStageFile(text: string, { name, env }: ReadOptions): StageFile {
  if (Buffer.byteLength(text) > maxFileBytes) throw new StageProblem(`${name} is larger than 256 KB`)
  const yaml = parseYaml(text.replace(/^\uFEFF/, ''))
  const { stage, mistakes } = readStage(yaml, env)
  const all = [...firstOfEachLine(yaml), ...beforeThe(yaml, mistakes)]
  if (all.length > 0) throw new StageProblem(worded(name, all, yaml))
  return stage ?? {}
}

function readStage(
  { document, mistakes, placeOf }: YamlText,
  env: Environment,
): { readonly stage?: StageFile | undefined; readonly mistakes: readonly Mistake[] } {
  if (document === undefined) return { mistakes: [] }
  const file = page({ document, isWhole: mistakes.length === 0, env, placeOf, paths: stagePaths })
  const root = file.open(document.contents, '', 0)
  if (root === undefined) return { mistakes: file.mistakes }
  if (root.kind !== 'mapping' && root.kind !== 'nothing') {
    const not = gluedHint(root) ?? (root.kind === 'list' ? 'this is a list' : 'this is a text')
    return {
      mistakes: [{ at: root.at, message: `a stage file is keys and values, as in "iam_auth: true"; ${not}` }],
    }
  }
  return { stage: stageFields.read(root, file), mistakes: file.mistakes }
}

/** What follows on the same line is most often the same mistake. */
function firstOfEachLine({ mistakes, placeOf }: YamlText): readonly Mistake[] {
  const lines = new Set<number>()
  return mistakes
    .toSorted((a, b) => a.at - b.at)
    .filter(({ at }) => {
      const { line } = placeOf(at)
      return lines.has(line) ? false : lines.add(line)
    })
}

/** What comes after a mistake in the syntax may have been misread, and is not reported. */
function beforeThe(
  { mistakes: syntax, placeOf }: YamlText,
  mistakes: readonly Mistake[],
): readonly Mistake[] {
  const firstLine = Math.min(...syntax.map(({ at }) => placeOf(at).line))
  return mistakes.filter(({ at }) => placeOf(at).line < firstLine)
}

function worded(name: string, mistakes: readonly Mistake[], { placeOf }: YamlText): string {
  const lines = mistakes
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, message }) => {
      const { line, col } = placeOf(at)
      return `${name}:${line}:${col}: ${message}`
    })
  const different = [...new Set(lines)]
  const left = different.length - maxMistakes
  return [...different.slice(0, maxMistakes), ...(left > 0 ? [`${name}: and ${left} more`] : [])].join('\n')
}
