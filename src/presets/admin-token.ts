import type { Ids } from '../core/index.ts'
import { ConfigurationError, type StoaOptions } from './options.ts'
import type { Store } from './store.ts'

/** What the console asks for, and whether nobody has said it. */
export interface AdminToken {
  readonly token: string
  readonly isMadeUp: boolean
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** What the options say, else the stage file, else one that is made up once and kept. Rejects for one that no header can carry. */
export async function adminTokenOf(
  { adminToken, stageFile }: StoaOptions,
  { store, ids }: { readonly store: Store; readonly ids: Ids },
): Promise<AdminToken> {
  const token = adminToken ?? stageFile?.adminToken
  if (token !== undefined) {
    if (!/^[\x21-\x7e]{16,512}$/.test(token)) {
      throw new ConfigurationError('the admin token must have 16 to 512 characters of ASCII, without spaces')
    }
    return { token, isMadeUp: false }
  }
  return { token: await store.settings.once('admin-token', ids.draw(alphabet, 32)), isMadeUp: true }
}
