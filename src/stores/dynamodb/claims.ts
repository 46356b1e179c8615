import type { Claims } from '../../core/ports/claims.ts'
import { dayAfter, isForgotten } from './day.ts'
import { type Item, json, number, textOf } from './item.ts'
import { keyPart } from './key-part.ts'
import type { Change, Key } from './rows.ts'
import type { DynamoTable } from './table.ts'

export interface DynamoClaimsOptions {
  readonly table: DynamoTable
}

const claimKey = (id: string): Key => ({ pk: `claim#${keyPart(id)}`, sk: 'claim' })

const names = { '#owner': 'owner', '#ttl': 'ttl' }
const isHeld = '#ttl > :second AND #owner = :owner AND attribute_not_exists(done)'

export function dynamoClaims({ table }: DynamoClaimsOptions): Claims {
  const { clock } = table

  return {
    async take(id, owner, leaseMs) {
      const now = clock.now()
      const free = await table.change(claimKey(id), taking(owner, now, leaseMs))
      if (free.isDone) return { since: textOf(free.was?.progress) }
      if (free.was?.done !== undefined && !isForgotten(free.was, clock)) return 'done'
      if (free.was !== undefined && !isForgotten(free.was, clock)) return 'taken'
      const old = await table.change(claimKey(id), takingAgain(owner, now, leaseMs))
      return old.isDone ? { since: undefined } : 'taken'
    },
    async note(id, owner, progress, leaseMs) {
      const { isDone } = await table.change(claimKey(id), {
        change: 'SET progress = :progress, lease = :lease',
        where: isHeld,
        names,
        values: {
          ...held(owner, clock.now()),
          ':progress': json(progress),
          ':lease': number(clock.now() + leaseMs),
        },
      })
      return isDone
    },
    async finish(id, owner) {
      await table.change(claimKey(id), {
        change: 'SET done = :done',
        where: isHeld,
        names,
        values: { ...held(owner, clock.now()), ':done': { BOOL: true } },
      })
    },
  }
}

function held(owner: string, now: number): Item {
  return { ':owner': json(owner), ':second': number(Math.floor(now / 1_000)) }
}

/** One that nobody has, or whose time is over, or one's own. What was noted stays. */
function taking(owner: string, now: number, leaseMs: number): Change {
  return {
    change: 'SET #owner = :owner, lease = :lease, #ttl = :ttl',
    where: `attribute_not_exists(pk) OR (#ttl > :second AND attribute_not_exists(done) AND (#owner = :owner OR lease <= :now))`,
    names,
    values: {
      ...held(owner, now),
      ':now': number(now),
      ':lease': number(now + leaseMs),
      ':ttl': number(dayAfter(now)),
    },
  }
}

/** One that is there only because nobody has deleted it yet. */
function takingAgain(owner: string, now: number, leaseMs: number): Change {
  return {
    change: 'SET #owner = :owner, lease = :lease, #ttl = :ttl REMOVE progress, done',
    where: 'attribute_not_exists(pk) OR #ttl <= :second',
    names,
    values: { ...held(owner, now), ':lease': number(now + leaseMs), ':ttl': number(dayAfter(now)) },
  }
}
