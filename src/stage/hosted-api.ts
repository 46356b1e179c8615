import { type ApiInFile, apiFields } from './api-fields.ts'
import { apiKeys } from './api-keys.ts'
import { environment } from './functions.ts'
import { routeFields, routeOf } from './hosted-route.ts'
import { checked, mapped, notBoth } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { mapping } from './reading/mapping.ts'
import { choice, flag, text, writtenText } from './reading/scalars.ts'
import { type Reader, shown } from './reading/value.ts'
import { maxRoutes, routeKeyMistake } from './route-key.ts'
import type { ContractStage, HostedApiStage, HostedRouteStage } from './stage-file.ts'
import { expression, reservedFor } from './texts.ts'

type Routes = Readonly<Record<string, HostedRouteStage>>

const routes: Reader<Routes> = checked(
  mapped(
    dictionary({ item: routeOf, fields: routeFields, mistakeIn: routeKeyMistake, max: maxRoutes }),
    Object.fromEntries<HostedRouteStage>,
  ),
  (read) => (Object.keys(read).length === 0 ? ['has no route; an API has at least one'] : []),
)

const variables: Reader<Readonly<Record<string, string>>> = mapped(
  dictionary({
    item: () => writtenText(512),
    mistakeIn: (key) =>
      /^\w{1,64}$/.test(key)
        ? undefined
        : 'has a name that is not of 1 to 64 letters, digits and underscores',
    max: 100,
  }),
  Object.fromEntries<string>,
)

const contract = mapping<ContractStage>(
  {
    contextTypes: choice({ noun: 'contextTypes', words: ['text', 'native'] as const }),
    errorAnswers: choice({ noun: 'errorAnswers', words: ['silent', 'frame'] as const }),
    pingKeepsAlive: flag,
    binary: choice({ noun: 'binary', words: ['refuse', 'base64'] as const }),
    inOrder: flag,
  },
  [],
  { isCamelCase: true },
)

const aStage = /^[A-Za-z0-9_-]{1,128}$/

const stage = text({
  mustBe: '1 to 128 letters, digits, hyphens and underscores',
  holds: (read) => aStage.test(read),
  takesNumbers: true,
})

const apiId = text({
  mustBe: '1 to 64 lower case letters and digits',
  holds: (read) => /^[a-z0-9]{1,64}$/.test(read),
  takesNumbers: true,
})

interface HostedApiInFile extends Omit<HostedApiStage, 'name' | 'selector' | keyof ApiInFile>, ApiInFile {
  readonly selector?: string
}

const whole = notBoth(
  'authorizer',
  'authorizers',
  mapping<HostedApiInFile>(
    {
      ...apiFields,
      selector: expression,
      stage,
      apiId,
      routes,
      variables,
      environment,
      apiKeys,
      contract,
    },
    ['routes'],
    { isCamelCase: true },
  ),
)

const named = (name: string): Reader<HostedApiStage> => ({
  read(value, page) {
    const read = whole.read(value, page)
    if (read === undefined) return undefined
    const { authorizer, authorizers = authorizer, path = `/${name}`, ...others } = read
    const own = reservedFor(path)
    if (own !== undefined) {
      page.report(value.at, `${value.name} needs a path, because ${own} is the server's own`)
    }
    const last = path.slice(path.lastIndexOf('/') + 1)
    return {
      name,
      path,
      selector: '$request.body.action',
      ...(aStage.test(last) && { stage: last }),
      ...others,
      ...(authorizers && { authorizers }),
    }
  },
})

/** APIs of one's own, in the order of the file. */
export const hostedApis: Reader<readonly HostedApiStage[]> = mapped(
  dictionary({
    item: named,
    fields: whole.fields,
    mistakeIn: (key) =>
      /^[A-Za-z][\w-]{0,63}$/.test(key)
        ? undefined
        : `cannot have ${shown(key)}: a name is a letter and up to 63 letters, digits, hyphens and underscores`,
    max: 100,
  }),
  (read) => [...read.values()],
)
