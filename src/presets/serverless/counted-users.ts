import type { Users } from '../../core/index.ts'

/** Users whose making is counted in CloudWatch, by lines that it reads metrics out of (embedded metric format). */
export function countedUsers(users: Users): Users {
  return {
    ...users,
    async addGuest(guest) {
      try {
        const outcome = await users.addGuest(guest)
        count(outcome === 'exists' ? 'UserAlreadyExists' : 'NewUsers')
        return outcome
      } catch (error) {
        count('UnsuccessfulUserCreation')
        throw error
      }
    },
  }
}

function count(Name: string): void {
  const metric = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: 'Stoa', Dimensions: [['service']], Metrics: [{ Name, Unit: 'Count' }] },
      ],
    },
    service: 'identity',
    [Name]: 1,
  }
  process.stdout.write(`${JSON.stringify(metric)}\n`)
}
