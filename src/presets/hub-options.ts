import { defaultRetention, type Namespace } from '../apis/hub/namespaces.ts'
import { defaultHubOptions, type HubOptions } from '../apis/hub/options.ts'
import type { Retention } from '../core/index.ts'
import type { HubNamespaceStage, HubStage } from '../stage/index.ts'
import { demandSchema } from './data-schema.ts'
import { type ModerationOptions, moderationOf } from './moderation/index.ts'

/** What the stage file says of the hub, and else what holds without it. Throws `ConfigurationError`. */
export function hubOptionsOf(
  { namespaces = {}, limits, uniqueNames, words, moderation }: HubStage,
  parts: ModerationOptions,
): Pick<HubOptions, 'namespaces' | 'limits' | 'areNamesUnique' | 'moderation'> {
  const forAll = { ...(words !== undefined && { words }), ...(moderation && { moderation }) }
  const { namespaces: coming, areNamesUnique } = defaultHubOptions
  const said = new Map<string, HubNamespaceStage | false>([
    ...Object.keys(coming).map((name) => [name, {}] as const),
    ...Object.entries(namespaces),
  ])
  return {
    namespaces: Object.fromEntries(
      [...said].flatMap(([name, stage]) => {
        if (stage === false) return []
        if (stage.data !== undefined) demandSchema(stage.data, `hub.namespaces.${name}.data`)
        const rules = Object.hasOwn(coming, name) ? coming[name] : undefined
        return [[name, namespaceOf({ ...forAll, ...stage }, rules ?? ofOnesOwn, parts)]]
      }),
    ),
    limits: { ...defaultHubOptions.limits, ...limits },
    areNamesUnique: uniqueNames ?? areNamesUnique,
    moderation: moderationOf(forAll, parts),
  }
}

/** Who forgets to say something opens nothing by that. */
const ofOnesOwn: Namespace = {
  join: 'nobody',
  publish: 'member',
  history: 'member',
  presence: 'member',
  retention: defaultRetention,
}

function namespaceOf(stage: HubNamespaceStage, rules: Namespace, parts: ModerationOptions): Namespace {
  const { join, publish, history, presence, keep, maxMembers = 0, rate = 0, data } = stage
  const moderation = moderationOf(stage, parts)
  return {
    ...rules,
    ...(join && { join }),
    ...(publish && { publish }),
    ...(history && { history }),
    ...(presence && { presence }),
    retention: retentionOf(keep, rules.retention),
    ...(maxMembers > 0 && { maxMembers }),
    ...(rate > 0 && { rate }),
    ...(data && { data }),
    ...(moderation.length > 0 && { moderation }),
  }
}

function retentionOf(
  { events, hours }: NonNullable<HubNamespaceStage['keep']> = {},
  kept: Retention,
): Retention {
  return {
    events: events ?? kept.events,
    ageMs: hours === undefined ? kept.ageMs : hours * 60 * 60_000,
  }
}
