// @ts-check
import { createInterface } from 'node:readline/promises'
import { fail } from '../setup.mjs'

/**
 * Ask for the name of the stage, and end if it is another one.
 * @param {string} stage
 * @param {readonly string[]} stacks
 */
export async function confirm(stage, stacks) {
  process.stderr.write(`This removes ${stacks.join(', ')} with what is in them.\n`)
  if (!process.stdin.isTTY) fail('nobody is there to confirm that; give --yes')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`Type the name of the stage to go on: `)
  terminal.close()
  if (answer.trim() !== stage) fail('nothing was removed')
}

/** What is still there when the stacks are gone. @param {boolean} retain */
export const leftBehind = (retain) =>
  [
    'What stays: the role with which API Gateway writes logs and the setting of the account that names it;',
    'secrets can be restored for 30 days; what the CDK made with --bootstrap.',
    ...(retain
      ? [
          'The stage keeps its data, so tables, keys, the user pool, buckets and logs stay as well: delete them by hand.',
        ]
      : []),
    '',
  ].join('\n')
