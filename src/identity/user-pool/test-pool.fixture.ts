import { scryptSync } from 'node:crypto'
import type { Accounts } from '../../core/ports/accounts.ts'
import type { Keys, SigningKey } from '../../core/ports/keys.ts'
import { memoryAccounts } from '../../stores/memory/accounts.ts'
import { memoryKeys } from '../../stores/memory/keys.ts'
import { memorySettings } from '../../stores/memory/settings.ts'
import { systemIds } from '../../stores/system/ids.ts'
import { signingKeys } from '../signing-keys.ts'
import { standingClock } from '../test-issuer.fixture.ts'
import { openUserPool, type SignedIn, type UserPool, type UserPoolOptions } from './user-pool.ts'

export const goodPassword = 'Correct-1-horse'

const ids = systemIds()
const accountsOf = new WeakMap<UserPool, Accounts>()

/** A user pool with all of its parts, in memory. Its clock stands at `startAt`, in milliseconds since 1970. */
export async function testPool(options: Partial<UserPoolOptions> & { readonly startAt?: number } = {}) {
  const clock = standingClock()
  if (options.startAt !== undefined) clock.pass(options.startAt - clock.now())
  const parts = {
    accounts: memoryAccounts(),
    settings: memorySettings(),
    signingKeys: signingKeys({ keys: await knownKeys(), clock, ids }),
    ids,
    region: 'us-east-1',
    ...options,
    clock,
  }
  const pool = await openUserPool(parts)
  accountsOf.set(pool, parts.accounts)
  return { ...parts, pool }
}

/** Keys that no other pool has. */
export function foreignKeys() {
  return signingKeys({ keys: memoryKeys(), clock: standingClock(), ids })
}

let known: SigningKey | undefined

/** A key of its own for each pool would take longer than all the rest. */
async function knownKeys(): Promise<Keys> {
  const keys = memoryKeys()
  if (known !== undefined) await keys.rotate(known, undefined)
  else await signingKeys({ keys, clock: standingClock(), ids }).current()
  known = (await keys.list())[0]
  return keys
}

/** The tokens of somebody who is new in the pool, and has the good password. */
export async function signedIn(pool: UserPool, username = 'ada@example.com'): Promise<SignedIn> {
  const account = await pool.createUser({ username, attributes: {} })
  const password = { passwordHash: cheapHash(), status: 'CONFIRMED', changedAt: account.createdAt } as const
  await accountsOf.get(pool)?.setPassword(username, password)
  return signInAgain(pool, username)
}

/** Of the good password, at a cost that is nothing. */
function cheapHash(): string {
  const salt = Buffer.alloc(16)
  const key = scryptSync(goodPassword, salt, 32, { N: 2, r: 8, p: 1 })
  const [saltText, keyText] = [salt, key].map((bytes) => bytes.toString('base64').replace(/=+$/, ''))
  return `$scrypt$ln=1,r=8,p=1$${saltText}$${keyText}`
}

export async function signInAgain(pool: UserPool, username = 'ada@example.com'): Promise<SignedIn> {
  const outcome = await pool.signIn(username, goodPassword)
  if ('challenge' in outcome) throw new Error('a new password is required')
  return outcome
}
