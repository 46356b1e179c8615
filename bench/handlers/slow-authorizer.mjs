// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'

const waitMs = 50

/**
 * Lets everybody in after a while, as one does that asks another service.
 *
 * @param {{ methodArn: string }} event
 */
export const handler = async ({ methodArn }) => {
  await sleep(waitMs)
  return {
    principalId: 'ada',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
    },
  }
}
