import type { Later } from '../later.ts'

/** Names that only one user may have, where that is wanted. */
export interface Names {
  /**
   * Take a name for a user, who loses the one that they had; again is the same as once. `taken`: it is somebody else's,
   * and nothing has changed. Names are equal when their texts are: who asks has brought them into one form.
   */
  claim(name: string, userId: string): Later<'claimed' | 'taken'>
}
