import { checked, list, mapped } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { choice, text, wrongSecret } from './reading/scalars.ts'
import type { Reader } from './reading/value.ts'
import type { ApiKeysStage } from './stage-file.ts'

type ApiKey = ApiKeysStage['keys'][number]

// A key that stands where a key of YAML would be must not be shown.
const say = (...keys: readonly string[]) => ({
  isCamelCase: true,
  say: () => `an unknown key; the keys here are ${keys.join(', ')}`,
})

const id = text({
  mustBe: 'a text of 1 to 128 characters',
  holds: (read) => read.length > 0 && read.length <= 128,
  takesNumbers: true,
})

const keyText = text({
  mustBe: 'a text of 1 to 128 characters, on one line',
  holds: (read) => read.length > 0 && read.length <= 128,
  isSecret: true,
})

const withId = mapping<ApiKey>({ id, value: keyText }, ['id', 'value'], say('id', 'value'))

/** A key alone, whose id is its place, or one with an id. */
const apiKey: Reader<ApiKey | string> = {
  ...(withId.fields && { fields: withId.fields }),
  read: (value, page) => (value.kind === 'mapping' ? withId : keyText).read(value, page),
}

const keys: Reader<readonly ApiKey[]> = checked(
  mapped(list(apiKey, 1_000), (read) =>
    read.map((key, at) => (typeof key === 'string' ? { id: `key-${at + 1}`, value: key } : key)),
  ),
  (read) => [
    ...(read.length === 0 ? ['has no key, and nobody could connect'] : []),
    ...(isTwice(read.map((key) => key.id)) ? ['has an id twice'] : []),
    ...(isTwice(read.map((key) => key.value)) ? ['has a value twice'] : []),
  ],
)

const isTwice = (texts: readonly string[]): boolean => new Set(texts).size < texts.length

interface InFile extends Omit<ApiKeysStage, 'source'> {
  readonly source?: ApiKeysStage['source']
}

const source = choice({
  noun: 'source',
  words: ['$request.header.x-api-key', '$context.authorizer.usageIdentifierKey'] as const,
})

const whole = mapping<InFile>({ source, keys }, ['keys'], say('source', 'keys'))

/** Keys alone, or with where they come from. */
export const apiKeys: Reader<ApiKeysStage> = {
  ...(whole.fields && { fields: whole.fields }),
  read(value, page) {
    if (value.kind !== 'list' && value.kind !== 'mapping') {
      return wrongSecret(value, page, 'a list of keys, or source and keys')
    }
    const read = value.kind === 'list' ? { keys: keys.read(value, page) } : whole.read(value, page)
    return read?.keys && { source: '$request.header.x-api-key', ...read, keys: read.keys }
  },
}
