import { functionFields, maxIntegrationMs } from './functions.ts'
import { mapped, oneOrMore } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { choice, text } from './reading/scalars.ts'
import { type Reader, visible } from './reading/value.ts'
import type { LambdaAuthorizerStage } from './stage-file.ts'

const forms = [
  /^route\.request\.header\.[\w!#$%&'*+.^`|~-]{1,256}$/,
  /^route\.request\.querystring\.\S{1,256}$/,
  /^stageVariables\.\w{1,256}$/,
  /^context\.[\w.]{1,256}$/,
]

const identitySource = text({
  mustBe: 'route.request.header.NAME, route.request.querystring.NAME, stageVariables.NAME or context.NAME',
  holds: (read) => forms.some((form) => form.test(read)),
  hint(read) {
    if (read.startsWith('$')) return `that is the syntax of HTTP APIs; write ${translated(read)}`
    if (read.startsWith('method.')) return `that is the syntax of REST APIs; write ${translated(read)}`
    return read.includes(',') ? 'write several as a list' : undefined
  },
})

function translated(foreign: string): string {
  const own = foreign.replace(/^(\$|method\.)request\./, 'route.request.')
  return forms.some((form) => form.test(own)) ? visible(own) : 'route.request.header.NAME'
}

interface InFile extends Omit<LambdaAuthorizerStage, 'type'> {
  readonly type?: 'lambda'
}

const whole = mapping<InFile>(
  {
    ...functionFields(maxIntegrationMs),
    type: choice({ noun: 'authorizer', words: ['lambda'] as const }),
    identitySource: oneOrMore(identitySource, 16, 'names no source; take the line out'),
  },
  ['handler'],
  { isCamelCase: true },
)

/** Its type may be left out: it is what has a handler. */
export const lambdaAuthorizer: Reader<LambdaAuthorizerStage> = mapped(whole, (read) => ({
  ...read,
  type: 'lambda',
}))
