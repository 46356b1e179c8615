// @ts-check

/**
 * What to do with what was deployed, by what its stacks said.
 * @param {Readonly<Record<string, string>>} outputs of all stacks
 * @param {string | undefined} email of the account in the user pool
 */
export function nextSteps(outputs, email) {
  const steps = [...trying(outputs), ...accounts(outputs, email)]
  return steps.length === 0 ? '' : `\n${steps.map(([what, how]) => `${what}:\n  ${how}`).join('\n')}\n`
}

/** @typedef {readonly [what: string, how: string]} Step */

/** @param {Readonly<Record<string, string>>} outputs @returns {readonly Step[]} */
function trying(outputs) {
  const { WebsiteUrl, LoginEndpoint, WebSocketEndpoint, ServiceEndpointWebsocket } = outputs
  const chat = WebSocketEndpoint === undefined ? outputs.ChatWebSocketUrl : `${WebSocketEndpoint}/`
  /** @type {readonly (Step | undefined)[]} */
  const steps = [
    WebsiteUrl === undefined ? undefined : ['The page', WebsiteUrl],
    LoginEndpoint === undefined || chat === undefined
      ? undefined
      : [
          'Chat, as a guest',
          `npx wscat -c "${chat}?auth_token=$(curl -s ${LoginEndpoint}login-as-guest | jq -r .auth_token)"`,
        ],
    ServiceEndpointWebsocket === undefined
      ? undefined
      : ['Web chat', `npx wscat -c ${ServiceEndpointWebsocket}`],
  ]
  return steps.filter((step) => step !== undefined)
}

/** @param {Readonly<Record<string, string>>} outputs @param {string | undefined} email @returns {readonly Step[]} */
function accounts({ UserPoolId, CreateTestJwtFunctionName }, email) {
  const user = email ?? 'EMAIL'
  const making = email === undefined ? ' (deploy with --email ADDRESS makes the account)' : ''
  /** @type {readonly (Step | undefined)[]} */
  const steps = [
    UserPoolId === undefined
      ? undefined
      : [
          `Relay, a password for its account${making}`,
          `aws cognito-idp admin-set-user-password --user-pool-id ${UserPoolId} --username ${user} --password PASSWORD --permanent`,
        ],
    CreateTestJwtFunctionName === undefined
      ? undefined
      : [
          'Notify, a token for an hour',
          `aws lambda invoke --function-name ${CreateTestJwtFunctionName} response.json`,
        ],
  ]
  return steps.filter((step) => step !== undefined)
}
