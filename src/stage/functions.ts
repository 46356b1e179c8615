import { mapped } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import type { Fields } from './reading/mapping.ts'
import { count, text, writtenText } from './reading/scalars.ts'
import { type Reader, visible } from './reading/value.ts'
import type { FunctionStage } from './stage-file.ts'

const endings = new Set(['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'json', 'py'])

interface HandlerParts {
  /** Folders, and the file without its ending. */
  readonly file: string
  /** What is after it, at its dots. */
  readonly names: readonly string[]
}

/** The file ends at the first dot of its name, as on AWS: `a/b.c.d` is the export `c.d` of `a/b`. */
function partsOf(handler: string): HandlerParts {
  const folderEnd = handler.lastIndexOf('/') + 1
  const [name = '', ...names] = handler.slice(folderEnd).split('.')
  return { file: name === '' ? '' : handler.slice(0, folderEnd) + name, names }
}

const handler = text({
  mustBe: 'a file without its ending and the name of an export, such as ./lambdas/message.handler',
  holds(read) {
    const { file, names } = partsOf(read)
    const isExport = names.length > 0 && names.every((name) => /^[A-Za-z_$][\w$-]*$/.test(name))
    return read.length <= 1_024 && file !== '' && isExport && !endings.has(names[0] ?? '')
  },
  hint(read) {
    const { file, names } = partsOf(read)
    const [ending = '', name = 'handler'] = names
    if (file === '' || !endings.has(ending)) return undefined
    const example = visible(`${file}.${name}`)
    return `write ${example}: the file without its ending, and the name of the export`
  },
})

const environmentName = /^[A-Za-z_]\w{0,255}$/

/** What values there are is nobody's business, nor what is in the place of a name: `NAME=value` would be both. */
export const environment: Reader<Readonly<Record<string, string>>> = mapped(
  dictionary({
    item: () => writtenText(4_096),
    mistakeIn: (key) =>
      environmentName.test(key)
        ? undefined
        : 'has a name that is not of letters, digits and underscores; write NAME: value',
    max: 256,
    isSecret: true,
  }),
  Object.fromEntries<string>,
)

/** The keys of a function that may run for so many milliseconds. */
export const functionFields = (maxTimeoutMs: number): Fields<Omit<FunctionStage, 'type'>> => ({
  handler,
  timeoutMs: count(50, maxTimeoutMs),
  memoryMb: count(64, 10_240),
  environment,
})

/** A handler alone. */
export const functionOnly: Reader<FunctionStage> = mapped(handler, (file) => ({
  type: 'function',
  handler: file,
}))

// As API Gateway waits for an integration.
export const maxIntegrationMs = 29_000
