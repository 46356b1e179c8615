import type { Api } from '../core/index.ts'
import { defaultLimits, type Limits, type MountOptions, type Profile, profiles } from '../gateway/index.ts'
import type { ApiStage, LimitsStage } from '../stage/index.ts'
import type { StoaOptions } from './options.ts'

/** What is said in the options goes before the stage file, and there what is said of the API before the rest. */
export function mounted(
  { api, path, stage }: { readonly api: Api; readonly path: string; readonly stage: Omit<ApiStage, 'path'> },
  options: StoaOptions,
): MountOptions {
  const { limits = {} } = options.stageFile ?? {}
  const { maxFrameBytes, maxMessageBytes, ...rest }: LimitsStage = { ...limits, ...stage.limits }
  const frames = {
    ...api.frames,
    ...(maxFrameBytes !== undefined && { maxFrameBytes }),
    ...(maxMessageBytes !== undefined && { maxMessageBytes }),
  }
  return {
    api: { ...api, frames },
    path,
    limits: { ...defaultLimits, ...limitsOf(rest), ...options.limits },
    profile: profileOf(stage, options),
    ...(stage.throttle && { throttle: stage.throttle }),
    ...(stage.routeThrottles && { routeThrottles: stage.routeThrottles }),
  }
}

/** How long connections of an API live. */
export function profileOf(stage: Omit<ApiStage, 'path'>, options: StoaOptions): Profile {
  const name = options.profile ?? stage.profile ?? options.stageFile?.profile ?? 'open'
  return { ...profiles[name], ...spansOf(stage), ...options.spans }
}

const limitsOf = (limits: LimitsStage): Partial<Limits> => {
  const { rate, burst, outboundBytes, inboundFrames, topics, userRate, userBurst = userRate } = limits
  return {
    ...(rate !== undefined && { rate }),
    ...(burst !== undefined && { burst }),
    ...(outboundBytes !== undefined && { outboundBytes }),
    ...(inboundFrames !== undefined && { inboundFrames }),
    ...(topics !== undefined && { topics }),
    ...(userRate !== undefined &&
      userBurst !== undefined && { user: { perSecond: userRate, burst: userBurst } }),
  }
}

const spansOf = ({ idleTimeoutSeconds, maxDurationSeconds }: Omit<ApiStage, 'path'>): Partial<Profile> => ({
  ...(idleTimeoutSeconds !== undefined && { idleMs: idleTimeoutSeconds * 1_000 }),
  ...(maxDurationSeconds !== undefined && { maxAgeMs: maxDurationSeconds * 1_000 }),
})
