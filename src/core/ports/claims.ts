/**
 * Who does a piece of work that several may be given, and how far it has come. A claim lasts a while, so that somebody
 * else can go on where one that died has stopped. It is forgotten a day after it was taken at the latest. All of it may
 * reject with `Unavailable`.
 */
export interface Claims {
  /**
   * Take work for `leaseMs` milliseconds. `since`: what whoever had it before noted last. `done`: there is nothing to do.
   * `taken`: somebody else is at it, and their time is not over. Who has it takes it again.
   */
  take(
    id: string,
    owner: string,
    leaseMs: number,
  ): Promise<{ readonly since: string | undefined } | 'done' | 'taken'>
  /** Note how far it has come, and keep it for `leaseMs` from now. `false`: somebody else has it now; stop. */
  note(id: string, owner: string, progress: string, leaseMs: number): Promise<boolean>
  /** The work is done, for who still has it. */
  finish(id: string, owner: string): Promise<void>
}
