import { maxIntegrationMs } from './functions.ts'
import { mapped } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { mapping } from './reading/mapping.ts'
import { choice, count, text } from './reading/scalars.ts'
import type { Reader } from './reading/value.ts'
import type { HttpStage } from './stage-file.ts'
import { url } from './texts.ts'

const method = choice({
  noun: 'method',
  words: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const,
  anyCase: true,
})

const forms = [
  /^route\.request\.(multivalue)?(header|querystring)\.\S+$/,
  /^route\.request\.body(\..+)?$/,
  /^context\.[\w.]+$/,
  /^stageVariables\.\w+$/,
  /^'[^']*'$/,
]

/** A text that is written into the file may be a token. */
const source = text({
  mustBe:
    'a source of up to 1024 characters: route.request.…, context.…, stageVariables.…, or a text in quotes of its own, as in "\'text\'"',
  holds: (read) => read.length <= 1_024 && forms.some((form) => form.test(read)),
  isSecret: true,
})

const headers: Reader<Readonly<Record<string, string>>> = mapped(
  dictionary({
    item: () => source,
    mistakeIn: (key) =>
      /^[\w!#$%&'*+.^`|~-]{1,128}$/.test(key) ? undefined : 'has a name that no header can have',
    max: 50,
  }),
  Object.fromEntries<string>,
)

const whole: Reader<HttpStage> = mapped(
  mapping<Omit<HttpStage, 'type'>>(
    { url, method, timeoutMs: count(50, maxIntegrationMs), headers },
    ['url'],
    {
      isCamelCase: true,
    },
  ),
  (read) => ({ type: 'http', ...read }),
)

/** A URL alone, or a mapping with one. */
export const httpIntegration: Reader<HttpStage> = {
  ...whole,
  read(value, page) {
    if (value.kind !== 'text') return whole.read(value, page)
    const only = url.read(value, page)
    return only === undefined ? undefined : { type: 'http', url: only }
  },
}
