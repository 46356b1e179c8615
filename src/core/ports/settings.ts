import type { Later } from '../later.ts'

/** What a server makes up when it starts for the first time, and has to say again after a restart. */
export interface Settings {
  /** The value of `name`; `fresh` if it has none yet, from now on. Of two at once one wins, and both get that one. */
  once(name: string, fresh: string): Later<string>
}
