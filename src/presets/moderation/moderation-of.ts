import type { Moderation } from '../../apis/hub/moderation.ts'
import type { Ids } from '../../core/index.ts'
import type { HubNamespaceStage } from '../../stage/index.ts'
import type { Hosting } from '../hosting.ts'
import { functionModerator } from './function-moderator.ts'
import { wordFilter } from './word-filter.ts'

export interface ModerationOptions {
  readonly hosting: Pick<Hosting, 'open'>
  /** Of the hub, for its functions. */
  readonly path: string
  readonly ids: Pick<Ids, 'uuid'>
}

/** Who looks at what is published: for words first, and then a function. */
export function moderationOf(
  { words = 'off', moderation = false }: Pick<HubNamespaceStage, 'words' | 'moderation'>,
  { hosting, path, ids }: ModerationOptions,
): readonly Moderation[] {
  const forWords: readonly Moderation[] =
    words === 'off' ? [] : [{ moderator: wordFilter(words), budgetMs: defaultBudgetMs, onFailure: 'closed' }]
  if (moderation === false) return forWords
  const { budgetMs = defaultBudgetMs, onFailure = 'closed', ...stage } = moderation
  const timeoutMs = Math.max(budgetMs, patienceMs)
  const invoke = hosting.open('hub', { ...stage, timeoutMs }, { path })
  return [...forWords, { moderator: functionModerator(invoke, ids), budgetMs, onFailure }]
}

const defaultBudgetMs = 300
/** A function past its time is ended with its environment. One that has only missed the budget once must not be. */
const patienceMs = 5_000
