import { functionFields } from './functions.ts'
import type {
  HubLimitsStage,
  HubModerationStage,
  HubNamespaceStage,
  HubRole,
  HubStage,
  HubWords,
} from './hub-stage.ts'
import { checked, mapped, orFalse } from './reading/combined.ts'
import { dictionary } from './reading/dictionary.ts'
import { json } from './reading/json.ts'
import { mapping } from './reading/mapping.ts'
import { type ChoiceRule, choice, count, flag } from './reading/scalars.ts'
import { type Reader, shown, wrong } from './reading/value.ts'

const mebibyte = 1024 * 1024

/** What the hub comes with, and what can be said of it in part. */
const comingWithIt: readonly string[] = ['room', 'game', 'dm', 'inbox']

const roles: ChoiceRule<HubRole> = { noun: 'role', words: ['guest', 'user', 'member', 'nobody'] }
const role = choice(roles)

/** `off` is a text in YAML 1.2, and `false` is what others write for it. */
const words: Reader<HubWords> = mapped(
  orFalse(choice<HubWords>({ noun: 'value of words', words: ['mask', 'refuse', 'off'] })),
  (read) => (read === false ? 'off' : read),
)

const keep = mapping<NonNullable<HubNamespaceStage['keep']>>({
  events: count(0, 100_000),
  hours: count(1, 8_760),
})

const { handler, memoryMb, environment } = functionFields(1_000)

/** It waits as long as a publish may take, so there is no other time for it. */
const moderation = mapping<HubModerationStage>(
  {
    handler,
    budgetMs: count(10, 10_000),
    onFailure: choice({ noun: 'on_failure', words: ['open', 'closed'] as const }),
    memoryMb,
    environment,
  },
  ['handler'],
)

/** A JSON schema. Whether it is one is the business of who compiles it. */
const schema: Reader<Readonly<Record<string, unknown>>> = {
  read(value, page) {
    if (value.kind !== 'mapping') return wrong(value, page, 'a JSON schema such as { type: object }')
    const read = json.read(value, page)
    return isObject(read) ? read : undefined
  },
}

const isObject = (read: unknown): read is Readonly<Record<string, unknown>> =>
  typeof read === 'object' && read !== null && !Array.isArray(read)

const namespace = mapping<HubNamespaceStage>({
  join: role,
  publish: role,
  history: role,
  presence: role,
  keep,
  maxMembers: count(0, 1_000_000),
  rate: count(0, 100_000),
  data: schema,
  words,
  moderation: orFalse(moderation),
})

const named = (name: string): Reader<HubNamespaceStage | false> =>
  orFalse(
    checked(namespace, ({ join }) =>
      join === undefined && !comingWithIt.includes(name)
        ? [`needs a join, which says who may: ${roles.words.join(', ')}`]
        : [],
    ),
  )

const namespaces: Reader<NonNullable<HubStage['namespaces']>> = mapped(
  dictionary<HubNamespaceStage | false>({
    item: named,
    fields: namespace.fields,
    mistakeIn: (key) =>
      /^[a-z][a-z0-9_-]{0,31}$/.test(key)
        ? undefined
        : `cannot have ${shown(key)}: a namespace is what is before the colon of a channel's name, a small letter and up to 31 small letters, digits, hyphens and underscores`,
    max: 100,
  }),
  Object.fromEntries<HubNamespaceStage | false>,
)

const limits = mapping<HubLimitsStage>({
  publishBytes: count(1, 64 * 1024),
  channels: count(1, 100_000),
  requestsPerSecond: count(1, 1_000_000),
  burst: count(1, 1_000_000),
  outboundBytes: count(1, 1024 * mebibyte),
  entities: count(1, 100_000),
  connections: count(1, 1_000_000),
})

/** What a stage file says of the hub. */
export const hub = mapping<HubStage>({ namespaces, limits, uniqueNames: flag, words, moderation })
