import { tell } from './management.mjs'

const statement = (Effect, Resource) => ({ Action: 'execute-api:Invoke', Effect, Resource })

/** What the query parameter `auth` asks the authorizer to do. */
const verdicts = {
  allow: ({ methodArn }) => [statement('Allow', methodArn)],
  deny: ({ methodArn }) => [statement('Deny', methodArn)],
  everything: () => [statement('Allow', '*')],
  elsewhere: ({ methodArn }) => [statement('Allow', methodArn.replace(/\$connect$/, 'elsewhere'))],
  second: ({ methodArn }) => [
    statement('Allow', methodArn.replace(/\$connect$/, 'elsewhere')),
    statement('Allow', methodArn),
  ],
  both: ({ methodArn }) => [statement('Allow', '*'), statement('Deny', methodArn)],
  unauthorized() {
    throw new Error('Unauthorized')
  },
  throw() {
    throw new Error('The authorizer was asked to fail')
  },
}

export async function handler(event) {
  const { auth, watch } = event.queryStringParameters ?? {}
  if (watch) await tell(event, watch, { kind: 'authorizer', event })
  if (auth === 'nonsense') return 'nonsense'
  if (auth === 'bare') return { principalId: 'conformance' }
  return {
    principalId: 'conformance',
    policyDocument: { Version: '2012-10-17', Statement: statementsOf(event, auth) },
    context: {
      text: 'héllo',
      number: 1,
      boolean: true,
      ...(watch && { watch }),
      ...(auth === 'object' && { object: {} }),
      ...(auth === 'large' && { large: 'x'.repeat(8 * 1_024) }),
    },
  }
}

/** What is asked for that is no verdict is something wrong in another part of the answer. */
function statementsOf(event, auth) {
  if (auth === 'object' || auth === 'large') return verdicts.allow(event)
  return (verdicts[auth] ?? verdicts.deny)(event)
}
