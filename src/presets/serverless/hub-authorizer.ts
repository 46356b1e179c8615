import type { Api, Authorizer } from '../../core/index.ts'
import { systemClock } from '../../stores/system/clock.ts'
import { required } from './environment.ts'
import { functionLog } from './function-log.ts'
import { remoteHubTokens } from './hub-tokens.ts'

/** Who may connect to the hub, and with which token one may stay. */
export const hubAuthorizer = ({ token }: Pick<Api, 'token'>): Authorizer =>
  remoteHubTokens({ issuer: required('ISSUER_URL'), token, clock: systemClock(), log: functionLog() })
