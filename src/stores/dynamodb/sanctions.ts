import type { Sanction, SanctionKind, Sanctions } from '../../core/ports/sanctions.ts'
import { type Item, json, number, numberOf, plainOf, textOf, there } from './item.ts'
import { keyPart } from './key-part.ts'
import type { DynamoRows, Key } from './rows.ts'
import type { DynamoTable } from './table.ts'

export interface DynamoSanctionsOptions {
  readonly table: DynamoTable
  /** The API's name. */
  readonly api: string
}

type Subject = Sanction['subject']

const atOnce = 500
const daySeconds = 86_400
/** Around all kinds, and around all rows of the list. */
const every = { from: '!', to: '~' }

/**
 * What is against a user is in a partition of the user's own, which decides. The list is another partition, which is written
 * first: what somebody who died has left there looks like a sanction and is none, until it is imposed again or lifted.
 */
export function dynamoSanctions({ table, api }: DynamoSanctionsOptions): Sanctions {
  const listPk = `${keyPart(api)}#sanctionlist`
  const rowKey = (kind: SanctionKind, subject: Subject): Key => ({ pk: subjectPk(api, subject), sk: kind })
  const listKey = (kind: SanctionKind, subject: Subject): Key => ({
    pk: listPk,
    sk: `${kind}#${subjectPart(subject)}`,
  })

  return {
    async impose(sanction) {
      const { kind, subject } = sanction
      await table.put(listKey(kind, subject), attributesOf(sanction))
      await table.put(rowKey(kind, subject), attributesOf(sanction))
    },
    async lift(kind, subject) {
      const wasThere = await table.remove(rowKey(kind, subject), { where: 'attribute_exists(pk)' })
      await table.remove(listKey(kind, subject))
      return wasThere
    },
    async against(userId, tokenId, now) {
      const subjects: Subject[] = [{ user: userId }]
      if (tokenId !== undefined) subjects.push({ token: tokenId })
      const found = await Promise.all(subjects.map((subject) => readAll(table, subjectPk(api, subject))))
      return found.flat().filter(({ until }) => until > now)
    },
    async list(limit, now) {
      const all = await readAll(table, listPk)
      return all
        .filter(({ until }) => until > now)
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit)
    },
  }
}

const subjectPk = (api: string, subject: Subject): string =>
  `${keyPart(api)}#sanctions#${subjectPart(subject)}`

function subjectPart(subject: Subject): string {
  return 'user' in subject ? `user#${keyPart(subject.user)}` : `token#${keyPart(subject.token)}`
}

function attributesOf({ subject, at, until, reason }: Sanction): Item {
  return {
    ...('user' in subject ? { user: json(subject.user) } : { token: json(subject.token) }),
    at: number(at),
    until: number(until),
    ttl: number(Math.ceil(until / 1_000) + daySeconds),
    ...(reason !== undefined && { reason: json(reason) }),
  }
}

async function readAll(rows: DynamoRows, pk: string): Promise<Sanction[]> {
  const all: Sanction[] = []
  let after: string | undefined
  do {
    const page = await rows.page({ pk, ...every, limit: atOnce, after })
    all.push(...page.items.map(toSanction))
    after = page.next
  } while (after !== undefined)
  return all
}

function toSanction(item: Item): Sanction {
  const [user, reason] = [textOf(item.user), textOf(item.reason)]
  return {
    kind: kindIn(there(plainOf(item.sk), 'sk')),
    subject: user === undefined ? { token: there(textOf(item.token), 'token') } : { user },
    at: there(numberOf(item.at), 'at'),
    until: there(numberOf(item.until), 'until'),
    ...(reason !== undefined && { reason }),
  }
}

function kindIn(sortKey: string): SanctionKind {
  const [kind] = sortKey.split('#')
  if (kind === 'mute' || kind === 'ban' || kind === 'revoke') return kind
  throw new TypeError('what is stored is no kind of sanction')
}
