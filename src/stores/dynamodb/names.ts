import type { Ids } from '../../core/ports/ids.ts'
import type { Names } from '../../core/ports/names.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { backOff } from '../shared/back-off.ts'
import { type Item, json, number, numberOf, plain, plainOf, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { DynamoRows, Key } from './rows.ts'
import type { DynamoTable } from './table.ts'

export interface DynamoNamesOptions {
  readonly table: DynamoTable
  readonly ids: Ids
  /** The API's name. */
  readonly api: string
}

/** A name that a user has, and the claim that it was given by. */
interface Held {
  readonly name: string
  readonly by: string
}

interface UserRow {
  readonly held: Held | undefined
  /** The one before, of which perhaps nobody has deleted the row. */
  readonly former: Held | undefined
}

interface Claim {
  readonly rows: DynamoRows
  readonly api: string
  readonly name: string
  readonly userId: string
  readonly by: string
}

const maxAttempts = 12
const waits = { baseMs: 10, maxMs: 400 }
/** A name that somebody who died has taken in the middle of a claim is free again after this. */
const pendingSeconds = 10 * 60

const nameKey = (api: string, name: string): Key => ({
  pk: `${keyPart(api)}#name#${keyPart(name)}`,
  sk: 'name',
})
const userKey = (api: string, id: string): Key => ({
  pk: `${keyPart(api)}#named#${keyPart(id)}`,
  sk: 'named',
})

/**
 * A name's row says whose it is, and is pending until the user's row has it, which decides which name a user has. Whoever claims
 * the next one deletes what is left of the one before.
 */
export function dynamoNames({ table, ids, api }: DynamoNamesOptions): Names {
  return {
    async claim(name, userId) {
      const claim = { rows: table, api, name, userId, by: ids.short() }
      for (let failures = 0; failures < maxAttempts; failures += 1) {
        if (failures > 0) await backOff(failures, { clock: table.clock, ids, ...waits })
        const answer = await claimOnce(claim)
        if (answer !== 'again') return answer
      }
      throw new Unavailable('a user claimed names faster than one could be given')
    },
  }
}

async function claimOnce(claim: Claim): Promise<'claimed' | 'taken' | 'again'> {
  const { rows, api, name, userId } = claim
  const user = userRow(await rows.get(userKey(api, userId)))
  if (user.former !== undefined && user.former.name !== name) await release(claim, user.former)
  if (user.held?.name === name && (await isConfirmed(claim))) return 'claimed'
  if (!(await take(claim))) return 'taken'
  if (!(await decide(claim, user))) return 'again'
  await rows.change(nameKey(api, name), {
    change: 'REMOVE #ttl',
    where: '#by = :by',
    names: { '#ttl': 'ttl', '#by': 'by' },
    values: { ':by': plain(claim.by) },
  })
  if (user.held !== undefined && user.held.name !== name) await release(claim, user.held)
  return 'claimed'
}

async function isConfirmed({ rows, api, name, userId }: Claim): Promise<boolean> {
  const row = await rows.get(nameKey(api, name))
  return row !== undefined && textOf(row.user) === userId && numberOf(row.ttl) === undefined
}

/** `false`: it is somebody else's. */
function take({ rows, api, name, userId, by }: Claim): Promise<boolean> {
  const second = Math.floor(rows.clock.now() / 1_000)
  return rows.put(
    nameKey(api, name),
    { user: json(userId), by: plain(by), ttl: number(second + pendingSeconds) },
    {
      where: 'attribute_not_exists(pk) OR #user = :user OR #ttl <= :second',
      names: { '#user': 'user', '#ttl': 'ttl' },
      values: { ':user': json(userId), ':second': number(second) },
    },
  )
}

/** Make it the user's name, unless another claim has come first since `was` was read. */
function decide({ rows, api, name, userId, by }: Claim, { held }: UserRow): Promise<boolean> {
  const now = { name: json(name), by: plain(by) }
  if (held === undefined) {
    return rows.put(userKey(api, userId), now, { where: 'attribute_not_exists(pk)' })
  }
  const former = held.name === name ? {} : { former: json(held.name), formerBy: plain(held.by) }
  return rows.put(
    userKey(api, userId),
    { ...now, ...former },
    { where: '#by = :was', names: { '#by': 'by' }, values: { ':was': plain(held.by) } },
  )
}

/** Give a name up, unless the user has claimed it again since. */
async function release({ rows, api }: Claim, { name, by }: Held): Promise<void> {
  await rows.remove(nameKey(api, name), {
    where: '#by = :by',
    names: { '#by': 'by' },
    values: { ':by': plain(by) },
  })
}

function userRow(item: Item | undefined): UserRow {
  if (item === undefined) return { held: undefined, former: undefined }
  const former = textOf(item.former)
  return {
    held: { name: there(textOf(item.name), 'name'), by: there(plainOf(item.by), 'by') },
    former:
      former === undefined ? undefined : { name: former, by: there(plainOf(item.formerBy), 'formerBy') },
  }
}
