import { functionFields } from './functions.ts'
import { checked, mapped, notBoth, oneOrMore } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { mapping } from './reading/mapping.ts'
import { choice, count, text } from './reading/scalars.ts'
import { type Reader, shown } from './reading/value.ts'
import type { RuleStage } from './stage-file.ts'

// As long as Lambda lets a function run.
const maxFunctionMs = 900_000

export const isBusName = (read: string): boolean => /^[\w./-]{1,256}$/.test(read)

const busName = text({
  mustBe: 'the name of a bus, 1 to 256 letters, digits, dots, hyphens, underscores and slashes',
  holds: isBusName,
})

const word = text({
  mustBe: 'a text of 1 to 256 characters',
  holds: (read) => read.length > 0 && read.length <= 256,
})

const words = oneOrMore(word, 100, 'names nothing; without it, all are meant')

interface RuleInFile extends Omit<RuleStage, 'name' | 'as'> {
  readonly as?: RuleStage['as']
  /** The same as `sources`, for those who name one. */
  readonly source?: readonly string[]
  /** The same as `detailTypes`. */
  readonly detailType?: readonly string[]
}

const keys = mapping<RuleInFile>(
  {
    ...functionFields(maxFunctionMs),
    bus: busName,
    source: words,
    sources: words,
    detailType: words,
    detailTypes: words,
    as: choice({ noun: 'value of as:', words: ['event', 'queue'] as const }),
    batchSize: count(1, 10_000),
  },
  ['handler'],
  { isCamelCase: true },
)

const whole = checked(
  notBoth('source', 'sources', notBoth('detailType', 'detailTypes', keys)),
  ({ as, batchSize }) =>
    batchSize !== undefined && as !== 'queue' ? ['has a batchSize, and needs as: queue'] : [],
)

const named = (name: string): Reader<RuleStage> =>
  mapped(whole, (read) => {
    const { source, sources = source, detailType, detailTypes = detailType, as = 'event', ...others } = read
    return { ...others, name, as, ...(sources && { sources }), ...(detailTypes && { detailTypes }) }
  })

/** Rules by name, in the order of the file. */
export const rules: Reader<readonly RuleStage[]> = mapped(
  dictionary({
    item: named,
    fields: whole.fields,
    mistakeIn: (key) =>
      /^[\w.-]{1,64}$/.test(key)
        ? undefined
        : `cannot have ${shown(key)}: a name is 1 to 64 letters, digits, dots, hyphens and underscores`,
    max: 300,
  }),
  (read) => [...read.values()],
)
