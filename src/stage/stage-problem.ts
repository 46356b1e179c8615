/** A stage file that cannot be used. The message is for a person: a line for each mistake, and no secret in it. */
export class StageProblem extends Error {
  override readonly name = 'StageProblem'
}
