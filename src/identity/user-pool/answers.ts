import type { Account } from '../../core/ports/accounts.ts'
import type { IssuedTokens } from './pool-tokens.ts'
import type { NewPasswordRequired, SignedIn } from './user-pool.ts'

/** The answer to a sign-in. Only a new session has a refresh token. */
export function tokensAnswer(tokens: IssuedTokens | SignedIn) {
  return {
    AuthenticationResult: {
      AccessToken: tokens.accessToken,
      ExpiresIn: tokens.expiresInSeconds,
      IdToken: tokens.idToken,
      ...('refreshToken' in tokens && { RefreshToken: tokens.refreshToken }),
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  }
}

export function challengeAnswer({ challenge, account }: NewPasswordRequired) {
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ChallengeParameters: {
      USER_ID_FOR_SRP: account.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(account.attributes),
    },
    Session: challenge,
  }
}

/** An account as in the answer to `AdminCreateUser`. */
export function userAnswer(account: Account) {
  return { ...stateOf(account), Attributes: attributeList(account) }
}

/** An account as `AdminGetUser` answers it. */
export function accountAnswer(account: Account) {
  return { ...stateOf(account), UserAttributes: attributeList(account) }
}

export function attributeList({ sub, attributes }: Account) {
  return Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value }))
}

/** Times are seconds since 1970, with a fraction. */
function stateOf({ username, status, createdAt, changedAt }: Account) {
  return {
    Enabled: true,
    UserCreateDate: createdAt / 1_000,
    UserLastModifiedDate: changedAt / 1_000,
    UserStatus: status,
    Username: username,
  }
}
