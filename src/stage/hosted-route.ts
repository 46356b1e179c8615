import { functionFields, functionOnly, maxIntegrationMs } from './functions.ts'
import { httpIntegration } from './http-integration.ts'
import { mockIntegration } from './mock-integration.ts'
import { mapped } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { entryOf } from './reading/entries.ts'
import { mapping } from './reading/mapping.ts'
import { flag, text } from './reading/scalars.ts'
import { gluedHint, type Reader, shown, type Value, wrong } from './reading/value.ts'
import type { FunctionStage, HostedRouteStage, HttpStage, MockStage } from './stage-file.ts'
import { expression } from './texts.ts'
import { throttle } from './throttle.ts'

interface RouteInFile extends Partial<Omit<FunctionStage, 'type'>>, Omit<HostedRouteStage, 'integration'> {
  readonly http?: HttpStage
  readonly mock?: MockStage
  /** The same as `models` with `$default` alone. */
  readonly model?: string
}

const file = text({
  mustBe: 'the path of a file, such as ./models/message.json',
  holds: (read) => read.length > 0 && read.length <= 1_024,
})

const models: Reader<Readonly<Record<string, string>>> = mapped(
  dictionary({
    item: () => file,
    mistakeIn: (key) =>
      /^\P{Cc}{1,128}$/u.test(key) ? undefined : `cannot have ${shown(key)}: a key has 1 to 128 characters`,
    max: 50,
  }),
  Object.fromEntries<string>,
)

const whole = mapping<RouteInFile>(
  {
    ...functionFields(maxIntegrationMs),
    http: httpIntegration,
    mock: mockIntegration,
    response: flag,
    model: file,
    models,
    modelSelector: expression,
    throttle,
  },
  [],
  { isCamelCase: true },
)

/** A handler alone, or keys and values, but for the useless ones. */
function route(useless: readonly (keyof RouteInFile)[]): Reader<HostedRouteStage> {
  return {
    read(value, page) {
      const hint = gluedHint(value)
      if (value.kind === 'text' && hint === undefined) {
        const integration = functionOnly.read(value, page)
        return integration && { integration }
      }
      if (value.kind !== 'mapping') {
        return wrong(value, page, 'a handler such as ./lambdas/message.handler, or keys and values', hint)
      }
      const read = whole.read(value, page)
      if (read === undefined) return undefined
      const vain = useless.filter((key) => read[key] !== undefined)
      const mistakes = [
        ...vain.map((key) => `cannot have ${key}; routes of messages can`),
        ...integrationMistakes(read, value),
        ...modelMistakes(read),
      ]
      for (const mistake of page.isWhole ? mistakes : []) page.report(value.at, `${value.name} ${mistake}`)
      const integration = integrationOf(read)
      return integration && { integration, ...aroundIt(read) }
    },
  }
}

function integrationMistakes(read: RouteInFile, value: Value): readonly string[] {
  const [first, second] = ['handler', 'http', 'mock'].filter((key) => entryOf(value, key) !== undefined)
  if (first === undefined) return ['needs a handler, or http or mock in its place']
  if (second !== undefined) return [`has both ${first} and ${second}; keep one of them`]
  if (first === 'handler') return []
  const ofHandlers = (['timeoutMs', 'memoryMb', 'environment'] as const).filter(
    (key) => read[key] !== undefined,
  )
  return ofHandlers.map((key) =>
    key === 'timeoutMs' && first === 'http'
      ? 'has timeoutMs beside http; write it under http'
      : `has ${key}, which is of a handler, and ${first} has none`,
  )
}

function modelMistakes({ model, models: byKey, modelSelector }: RouteInFile): readonly string[] {
  if (model !== undefined && byKey !== undefined) return ['has both model and models; keep one of them']
  const keys = Object.keys(byKey ?? {})
  if (modelSelector !== undefined) return keys.length === 0 ? ['has a modelSelector, and needs models'] : []
  return keys.every((key) => key === '$default')
    ? []
    : ['has models by key, and needs a modelSelector that says which one counts']
}

function integrationOf(read: RouteInFile): HostedRouteStage['integration'] | undefined {
  const { handler, timeoutMs, memoryMb, environment, http, mock } = read
  if (handler === undefined) return http ?? mock
  return {
    type: 'function',
    handler,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(memoryMb !== undefined && { memoryMb }),
    ...(environment && { environment }),
  }
}

function aroundIt(read: RouteInFile): Omit<HostedRouteStage, 'integration'> {
  const { response, model, models: byKey = model === undefined ? undefined : { $default: model } } = read
  const { modelSelector, throttle: its } = read
  return {
    ...(response !== undefined && { response }),
    ...(byKey && { models: byKey }),
    ...(modelSelector !== undefined && { modelSelector }),
    ...(its && { throttle: its }),
  }
}

const message = route([])

const forMessages = ['response', 'model', 'models', 'modelSelector'] as const

const connect = route(forMessages)

const disconnect = route([...forMessages, 'throttle'])

/** How the route of a key is read. */
export const routeOf = (key: string): Reader<HostedRouteStage> =>
  key === '$connect' ? connect : key === '$disconnect' ? disconnect : message

export const routeFields = whole.fields
