/** What cannot be rehearsed as the templates have it, or would fail to deploy. The message names the resource. */
export class RehearsalProblem extends Error {
  override readonly name = 'RehearsalProblem'
}
