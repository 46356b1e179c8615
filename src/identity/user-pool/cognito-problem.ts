import type { AwsErrorType } from '../../protocol/index.ts'

/** The user pool does not do what it was asked to. The message is for the client, in Cognito's words where it has any. */
export class CognitoProblem extends Error {
  override readonly name = 'CognitoProblem'
  readonly type: AwsErrorType

  constructor(type: AwsErrorType, message: string) {
    super(message)
    this.type = type
  }
}

/** A member of a request that breaks a rule. It is not quoted: it may be a secret, and it may be long. */
export function violation(member: string, rule: string): CognitoProblem {
  const sentence = `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${rule}`
  return new CognitoProblem('InvalidParameterException', sentence)
}

/** A username and a password that do not belong together. Whether there is such a user is not told. */
export function wrongCredentials(): CognitoProblem {
  return new CognitoProblem('NotAuthorizedException', 'Incorrect username or password.')
}

export function unknownUser(): CognitoProblem {
  return new CognitoProblem('UserNotFoundException', 'User does not exist.')
}
