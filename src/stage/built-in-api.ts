import { type ApiInFile, apiFields } from './api-fields.ts'
import { mapped, notBoth } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { textOfKey } from './reading/entries.ts'
import { mapping } from './reading/mapping.ts'
import { flagOf } from './reading/scalars.ts'
import { gluedHint, type Reader, type Value, wrong } from './reading/value.ts'
import { maxRoutes, routeKeyMistake } from './route-key.ts'
import type { ApiStage, ThrottleStage } from './stage-file.ts'
import { path } from './texts.ts'
import { throttle } from './throttle.ts'

const advice = 'this API comes with its routes; to have your own, give your API a name of its own'

// What only an API of one's own has, as it can be written.
const hostedKeys =
  /^(handler|http|mock|response|models?|model_?selector|timeout_?ms|memory_?mb|environment|variables|selector|stage|api_?(id|keys)|contract)$/i

const say = (key: string, mistake: string): string =>
  hostedKeys.test(key) ? `"${key}" cannot be here: ${advice}` : mistake

const throttled = mapping<{ readonly throttle: ThrottleStage }>({ throttle }, ['throttle'])

const isOfHosted = (value: Value): boolean =>
  value.kind === 'text' ||
  (value.kind === 'mapping' && value.pairs.some((pair) => hostedKeys.test(textOfKey(pair) ?? '')))

const route: Reader<ThrottleStage> = {
  read(value, page) {
    if (!isOfHosted(value)) return throttled.read(value, page)?.throttle
    page.report(value.at, `${value.name} can only have a throttle: ${advice}`)
    return undefined
  },
}

interface BuiltInApiInFile extends ApiInFile {
  readonly routes?: Readonly<Record<string, ThrottleStage>>
}

const routes: Reader<Readonly<Record<string, ThrottleStage>>> = mapped(
  dictionary({
    item: () => route,
    fields: throttled.fields,
    mistakeIn: routeKeyMistake,
    max: maxRoutes,
  }),
  Object.fromEntries<ThrottleStage>,
)

const whole: Reader<ApiStage> = mapped(
  notBoth('authorizer', 'authorizers', mapping<BuiltInApiInFile>({ ...apiFields, routes }, [], { say })),
  ({ authorizer, authorizers = authorizer, routes: routeThrottles, ...others }) => ({
    ...others,
    ...(authorizers && { authorizers }),
    ...(routeThrottles && { routeThrottles }),
  }),
)

/** An API that Stoa comes with: served or not, a path, or what is special about it here. */
export const builtInApi: Reader<ApiStage | false> = {
  ...(whole.fields && { fields: whole.fields }),
  read(value, page) {
    const isServed = flagOf(value)
    if (isServed !== undefined) return isServed ? {} : false
    const hint = gluedHint(value)
    if (value.kind === 'text' && hint === undefined) {
      const short = path.read(value, page)
      return short === undefined ? undefined : { path: short }
    }
    if (value.kind !== 'mapping' && value.kind !== 'nothing') {
      return wrong(value, page, 'true, false, a path such as /game, or keys and values', hint)
    }
    return whole.read(value, page)
  },
}
