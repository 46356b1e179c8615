import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Account, AccountStatus, Accounts } from '../../core/ports/accounts.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { redisSessions } from './accounts-sessions.ts'
import type { Redis } from './redis.ts'
import { maybeTextOf, numberOf, textMapOf, textOf } from './replies.ts'
import { fromStored, toStored } from './stored-text.ts'

/** The user pool of the fleet. Accounts have no time to live; sessions have theirs. */
export function redisAccounts(redis: Redis, clock: Clock): Accounts {
  return { ...people(redis), ...redisSessions(redis, clock) }
}

function people(redis: Redis): Pick<Accounts, 'add' | 'find' | 'setPassword'> {
  return {
    async add(account) {
      const key = redis.key('account', account.username)
      if (numberOf(await redis.command(key, ['EXISTS', key])) === 1) return 'exists'
      if (!(await claimSub(redis, account))) return 'exists'
      // What comes to nothing here has lost to another of the same name, and its `sub` is given to nobody.
      const added = numberOf(await redis.script('add-account', [key], fieldsOf(account)))
      return added === 1 ? 'added' : 'exists'
    },
    async find(username) {
      const key = redis.key('account', username)
      const fields = textMapOf(await redis.command(key, ['HGETALL', key]))
      return fields.size === 0 ? undefined : toAccount(username, fields)
    },
    async setPassword(username, { passwordHash, status, changedAt }, replaces) {
      const password = [storedHash(passwordHash), status, `${changedAt}`]
      const replaced = replaces === undefined ? [] : [storedHash(replaces.passwordHash)]
      const key = redis.key('account', username)
      return toOutcome(textOf(await redis.script('set-password', [key], [...password, ...replaced])))
    },
  }
}

/** Doing it again for the same username is the same as doing it once, so that what was cut short can be tried again. */
async function claimSub(redis: Redis, { sub, username }: Account): Promise<boolean> {
  const key = redis.key('account-sub', sub)
  const owner = toStored(username)
  const before = maybeTextOf(await redis.command(key, ['SET', key, owner, 'NX', 'GET']))
  return before === undefined || before === owner
}

// As in JSON, and no text is `null` there.
const noHash = 'null'

function storedHash(passwordHash: string | undefined): string {
  return passwordHash === undefined ? noHash : toStored(passwordHash)
}

/** The hash has a field of its own, because a script compares it. */
function fieldsOf({ sub, attributes, createdAt, passwordHash, status, changedAt }: Account): string[] {
  const person = JSON.stringify({ sub, attributes, createdAt })
  return [person, storedHash(passwordHash), status, `${changedAt}`]
}

const storedPerson = Compile(
  Type.Object({
    sub: Type.String(),
    attributes: Type.Record(Type.String(), Type.String()),
    createdAt: Type.Number(),
  }),
)

function toAccount(username: string, fields: ReadonlyMap<string, string>): Account {
  const person: unknown = JSON.parse(textOf(fields.get('person')))
  if (!storedPerson.Check(person)) throw new TypeError('what is stored is no account')
  const passwordHash = textOf(fields.get('passwordHash'))
  return {
    username,
    sub: person.sub,
    attributes: person.attributes,
    passwordHash: passwordHash === noHash ? undefined : fromStored(passwordHash),
    status: toStatus(fields.get('status')),
    createdAt: person.createdAt,
    changedAt: Number(textOf(fields.get('changedAt'))),
  }
}

function toStatus(stored: string | undefined): AccountStatus {
  if (stored === 'CONFIRMED' || stored === 'FORCE_CHANGE_PASSWORD') return stored
  throw new TypeError('what is stored is no status of an account')
}

function toOutcome(reply: string): 'set' | 'changed' | 'unknown' {
  if (reply === 'set' || reply === 'changed' || reply === 'unknown') return reply
  throw new TypeError('the script set-password has answered something else')
}
