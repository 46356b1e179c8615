// @ts-check
import { parseArgs } from 'node:util'

/**
 * @typedef {'synth' | 'diff' | 'deploy' | 'remove'} Command
 * @typedef {object} Options
 * @property {Command} command
 * @property {string} stage
 * @property {readonly string[]} only stacks; none: those that the stage has
 * @property {string | undefined} config
 * @property {string | undefined} email
 * @property {string | undefined} profile
 * @property {string | undefined} out
 * @property {boolean} yes
 * @property {boolean} bootstrap
 */

export const stacks = ['identity', 'serverless', 'fleet', 'conformance']

const commands = ['synth', 'diff', 'deploy', 'remove']

export const usage = `Usage: npm run synth|diff|deploy|remove -- [options]

  synth     make the templates; needs no network and no credentials
  diff      show what a deployment would change
  deploy    deploy, and print where everything is
  remove    take a stage away

  --stage NAME      the stage (poc); its settings are in environment/NAME.yaml
  --only STACKS     some of ${stacks.join(', ')}, with a comma between
                    (identity and serverless, and fleet if the stage file has aws.fleet;
                    synth and remove: fleet too)
  --config FILE     another stage file
  --email ADDRESS   deploy: an account in the user pool for this address
  --profile NAME    the credentials of this profile
  --bootstrap       deploy: prepare the account and region for the CDK first; once is enough
  --out DIR         synth: where the templates go (infra/dist/out/STAGE)
  --yes             ask nothing
  --help            this
`

/**
 * What was asked for, or what is wrong with that. `undefined`: help.
 * @param {readonly string[]} args
 * @returns {Options | string | undefined}
 */
export function readOptions(args) {
  const [command = '', ...rest] = args
  if (command === '--help' || command === '-h' || rest.includes('--help')) return undefined
  if (!isCommand(command)) return `unknown command "${command}"; it is one of ${commands.join(', ')}`
  try {
    return optionsOf(command, rest)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** @param {Command} command @param {string[]} args @returns {Options | string} */
function optionsOf(command, args) {
  const text = /** @type {const} */ ({ type: 'string' })
  const flag = /** @type {const} */ ({ type: 'boolean', default: false })
  const { values } = parseArgs({
    args,
    options: {
      stage: text,
      only: text,
      config: text,
      email: text,
      profile: text,
      out: text,
      yes: flag,
      bootstrap: flag,
    },
  })
  const only = (values.only ?? '').split(',').filter((name) => name !== '')
  const unknown = only.find((name) => !stacks.includes(name))
  if (unknown !== undefined) return `unknown stack "${unknown}"; it is one of ${stacks.join(', ')}`
  const { stage = 'poc', config, email, profile, out, yes, bootstrap } = values
  return { command, stage, only, config, email, profile, out, yes, bootstrap }
}

/** @param {string} name @returns {name is Command} */
function isCommand(name) {
  return commands.includes(name)
}
