import type { MiddlewareHandler } from 'hono'
import type { Users } from '../../core/index.ts'

/** What CloudWatch counts of logins. The dashboard of the stack has the same names. */
type LoginMetric =
  | 'Logins'
  | 'TokensRefreshed'
  | 'LoginsRefused'
  | 'UserCreated'
  | 'UserAlreadyExists'
  | 'UnsuccessfulUserCreation'

/** Count requests by what became of them. */
export const countedLogins: MiddlewareHandler = async (c, next) => {
  await next()
  const { status } = c.res
  if (status === 400 || status === 401) count('LoginsRefused')
  else if (c.req.path.startsWith('/prod/login-') && status === 200) count('Logins')
  else if (c.req.path === '/prod/refresh-access-token' && status === 200) count('TokensRefreshed')
}

/** Users whose making is counted. */
export function countedUsers(users: Users): Users {
  return {
    ...users,
    async addGuest(guest) {
      try {
        const outcome = await users.addGuest(guest)
        count(outcome === 'exists' ? 'UserAlreadyExists' : 'UserCreated')
        return outcome
      } catch (error) {
        count('UnsuccessfulUserCreation')
        throw error
      }
    },
  }
}

/** A line that CloudWatch reads a metric out of (embedded metric format). It must be a line of its own, as it is. */
function count(Name: LoginMetric): void {
  const metric = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Stoa',
          Dimensions: [['service', 'stage']],
          Metrics: [{ Name, Unit: 'Count' }],
        },
      ],
    },
    service: 'identity',
    stage: process.env.STOA_STAGE ?? '',
    [Name]: 1,
  }
  process.stdout.write(`${JSON.stringify(metric)}\n`)
}
