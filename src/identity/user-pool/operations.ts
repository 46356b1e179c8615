import Type from 'typebox'
import { accountAnswer, attributeList, challengeAnswer, tokensAnswer, userAnswer } from './answers.ts'
import { CognitoProblem } from './cognito-problem.ts'
import { adminOperation, type Operation, publicOperation } from './operation.ts'
import type { UserPool } from './user-pool.ts'

// Members that are not here are passed over, as a service does with those of a newer client.
const text = Type.String()
const maybeText = Type.Optional(text)
const withToken = Type.Object({ AccessToken: text })

const initiateAuth = Type.Object({
  AuthFlow: text,
  ClientId: text,
  AuthParameters: Type.Optional(
    Type.Object({ USERNAME: maybeText, PASSWORD: maybeText, REFRESH_TOKEN: maybeText }),
  ),
})

const respondToAuthChallenge = Type.Object({
  ChallengeName: text,
  ClientId: text,
  Session: maybeText,
  ChallengeResponses: Type.Optional(Type.Object({ USERNAME: maybeText, NEW_PASSWORD: maybeText })),
})

const adminCreateUser = Type.Object({
  UserPoolId: text,
  Username: text,
  TemporaryPassword: maybeText,
  UserAttributes: Type.Optional(
    Type.Array(Type.Object({ Name: text, Value: Type.Optional(text) }), { maxItems: 100 }),
  ),
})

const adminSetUserPassword = Type.Object({
  UserPoolId: text,
  Username: text,
  Password: text,
  Permanent: Type.Optional(Type.Boolean()),
})

const adminGetUser = Type.Object({ UserPoolId: text, Username: text })

/** What the pool can be asked for, by the name of Cognito's operation. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  [
    'InitiateAuth',
    publicOperation(initiateAuth, async (pool, { AuthFlow, ClientId, AuthParameters = {} }) => {
      checkClient(pool, ClientId)
      const { USERNAME, PASSWORD, REFRESH_TOKEN } = AuthParameters
      if (AuthFlow === 'REFRESH_TOKEN_AUTH' || AuthFlow === 'REFRESH_TOKEN') {
        return tokensAnswer(await pool.continueSession(required('REFRESH_TOKEN', REFRESH_TOKEN)))
      }
      if (AuthFlow !== 'USER_PASSWORD_AUTH') throw unsupported('AuthFlow')
      const outcome = await pool.signIn(required('USERNAME', USERNAME), required('PASSWORD', PASSWORD))
      return 'challenge' in outcome ? challengeAnswer(outcome) : tokensAnswer(outcome)
    }),
  ],
  [
    'RespondToAuthChallenge',
    publicOperation(respondToAuthChallenge, async (pool, body) => {
      checkClient(pool, body.ClientId)
      if (body.ChallengeName !== 'NEW_PASSWORD_REQUIRED') throw unsupported('ChallengeName')
      const { USERNAME, NEW_PASSWORD } = body.ChallengeResponses ?? {}
      const challenge = required('Session', body.Session)
      const username = required('USERNAME', USERNAME)
      const password = required('NEW_PASSWORD', NEW_PASSWORD)
      return tokensAnswer(await pool.answerNewPassword(challenge, username, password))
    }),
  ],
  [
    'GetUser',
    publicOperation(withToken, async (pool, { AccessToken }) => {
      const account = await pool.user(AccessToken)
      return { Username: account.username, UserAttributes: attributeList(account) }
    }),
  ],
  [
    'GlobalSignOut',
    publicOperation(withToken, async (pool, { AccessToken }) => {
      await pool.signOut(AccessToken)
      return {}
    }),
  ],
  [
    'AdminCreateUser',
    adminOperation(adminCreateUser, async (pool, body) => {
      checkPool(pool, body.UserPoolId)
      const { Username: username, TemporaryPassword: temporaryPassword, UserAttributes = [] } = body
      const attributes = Object.fromEntries(UserAttributes.map(({ Name, Value = '' }) => [Name, Value]))
      const user = { username, attributes, ...(temporaryPassword !== undefined && { temporaryPassword }) }
      return { User: userAnswer(await pool.createUser(user)) }
    }),
  ],
  [
    'AdminSetUserPassword',
    adminOperation(adminSetUserPassword, async (pool, body) => {
      checkPool(pool, body.UserPoolId)
      await pool.setPassword(body.Username, body.Password, body.Permanent ?? false)
      return {}
    }),
  ],
  [
    'AdminGetUser',
    adminOperation(adminGetUser, async (pool, { UserPoolId, Username }) => {
      checkPool(pool, UserPoolId)
      return accountAnswer(await pool.account(Username))
    }),
  ],
])

function checkPool({ userPoolId }: UserPool, given: string): void {
  if (given === userPoolId) return
  throw new CognitoProblem('ResourceNotFoundException', `User pool ${shown(given)} does not exist.`)
}

function checkClient({ clientId }: UserPool, given: string): void {
  if (given === clientId) return
  throw new CognitoProblem('ResourceNotFoundException', `User pool client ${shown(given)} does not exist.`)
}

/** An id is shown as it came; for anything else that came in its place, not even its length is. */
function shown(id: string): string {
  return /^[\w+-]{1,128}$/.test(id) ? id : '(not an id)'
}

function required(name: string, value: string | undefined): string {
  if (value) return value
  throw new CognitoProblem('InvalidParameterException', `Missing required parameter ${name}`)
}

function unsupported(member: 'AuthFlow' | 'ChallengeName'): CognitoProblem {
  const known = {
    AuthFlow: 'USER_PASSWORD_AUTH or REFRESH_TOKEN_AUTH',
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
  }
  return new CognitoProblem('InvalidParameterException', `The ${member} here is ${known[member]}`)
}
