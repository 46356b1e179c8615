import type { ApiName, ApiStage } from '../../../src/stage/index.ts'
import { hubSettings, type Settings, snakeCased } from '../settings.ts'
import type { Stage } from '../stage.ts'

export interface ServerSettings {
  readonly stage: Stage
  /** Whose tokens chat takes. */
  readonly issuerUrl: string
  /** `${NAME}` in it is taken from the environment of a node. */
  readonly redisUrl: string
  /** URLs, by API and place among its events: `notify:0`. */
  readonly queueUrls: Settings
  /** What buses are called that the APIs know by another name. */
  readonly eventBuses: Settings
}

/**
 * The stage file of the nodes, as JSON, which is YAML too. Of the stage's own file it has what is no secret and says how APIs
 * behave. Who may connect to chat and the hub is said here, and to the others it is the server's default.
 */
export function serverSettings(settings: ServerSettings): string {
  const { stage, issuerUrl, redisUrl, queueUrls, eventBuses } = settings
  const { iamAuth, profile, limits, hub, apis = {} } = stage.file
  const names: readonly ApiName[] = ['chat', 'relay', 'notify', 'webchat', 'lobby', 'hub']
  const issued = { authorizer: { type: 'jwks', issuer: issuerUrl, audience: 'gamebackend' } }
  return JSON.stringify({
    ...snakeCased({ iamAuth, profile, limits }),
    apis: Object.fromEntries(
      names.map((name) => [name, apiOf(apis[name], name === 'chat' || name === 'hub' ? issued : {})]),
    ),
    ...(hub !== undefined && { hub: hubSettings(hub) }),
    redis: { url: redisUrl },
    ...(!isEmpty(queueUrls) && {
      bus: { queue_urls: queueUrls, ...(!isEmpty(eventBuses) && { event_buses: eventBuses }) },
    }),
  })
}

const isEmpty = (settings: Settings): boolean => Object.keys(settings).length === 0

/** `true` for one that is served as it always is. */
function apiOf(api: ApiStage | false = {}, more: Settings): Settings | boolean {
  if (api === false) return false
  const { path, profile, limits, throttle, idleTimeoutSeconds, maxDurationSeconds } = api
  const idle = { idleTimeout: idleTimeoutSeconds, maxDuration: maxDurationSeconds }
  const said = { ...snakeCased({ path, profile, limits, throttle, ...idle }), ...more }
  return isEmpty(said) || said
}
