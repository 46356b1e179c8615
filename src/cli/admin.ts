import { Command, Option } from 'commander'
import { type AdminOptions, adminHelp, adminOptions, askAdmin } from './admin/admin-server.ts'
import {
  type AdminRequest,
  drain,
  impose,
  kick,
  lift,
  nodes,
  revoke,
  type SanctionOptions,
  type SubjectOptions,
  sanctions,
} from './admin/commands.ts'
import { fail } from './fail.ts'
import { readCount } from './options.ts'
import { printResult } from './print.ts'
import { misunderstood } from './server-call.ts'

export function adminCommand(): Command {
  const commands = [
    kickCommand(),
    sanctionCommand('ban', 'let a user not connect for a while, and close their connections'),
    sanctionCommand('mute', 'let a user not publish for a while'),
    revokeCommand(),
    sanctionsCommand(),
    new Command('nodes')
      .description('list the nodes of the fleet')
      .action((options: AdminOptions) => run(options, nodes())),
    new Command('drain')
      .description('stop a server as a signal does')
      .argument('[node]', 'the id of the node; without it, the one that answers at the URL', (id: string) =>
        id.trim(),
      )
      .action((node: string | undefined, options: AdminOptions) => run(options, drain(node))),
  ]
  const admin = new Command('admin').description(
    'close connections, ban, mute and revoke, list nodes, and stop one',
  )
  for (const command of commands) {
    for (const option of adminOptions()) command.addOption(option)
    admin.addCommand(command.addHelpText('after', adminHelp))
  }
  return admin
}

function kickCommand(): Command {
  return new Command('kick')
    .description('close one connection, or all of a user; they may connect again')
    .argument('[user]', 'whose connections')
    .option('--connection <connectionId>', 'this one alone', (id: string) => id.trim())
    .action(async (user: string | undefined, options: AdminOptions & { readonly connection?: string }) => {
      const { connection } = options
      if ((user === undefined) === (connection === undefined)) return fail('name a user, or a --connection')
      return run(options, kick(user === undefined ? { connectionId: connection ?? '' } : { user }))
    })
}

function sanctionCommand(kind: 'ban' | 'mute', description: string): Command {
  return new Command(kind)
    .description(description)
    .argument('<user>', 'the id of the user')
    .addOption(new Option('--minutes <minutes>', 'for how long').argParser(readCount).default(60))
    .option('--reason <reason>', 'for who reads the list of sanctions')
    .action(async (user: string, options: SanctionOptions) => run(options, impose(kind, user, options)))
}

function revokeCommand(): Command {
  return new Command('revoke')
    .description(
      'let what a user was given until now, or one token, count no more, and close those connections',
    )
    .argument('[user]', 'whose tokens')
    .option('--token <token>', 'this token alone, or its id')
    .action(async (user: string | undefined, options: AdminOptions & SubjectOptions) =>
      run(options, revoke(subjectOf({ user, token: options.token }))),
    )
}

function sanctionsCommand(): Command {
  return new Command('sanctions')
    .description('list what is held against whom, or lift one of them')
    .addOption(new Option('--lift <kind>', 'lift this one').choices(['mute', 'ban', 'revoke']))
    .option('--user <user>', 'the user that it is against')
    .option('--token <token>', 'the token that it is against, or its id')
    .action(async (options: AdminOptions & SubjectOptions & { readonly lift?: string }) =>
      run(options, options.lift === undefined ? sanctions() : lift(options.lift, subjectOf(options))),
    )
}

function subjectOf({ user, token }: SubjectOptions): { readonly user: string } | { readonly token: string } {
  if (user !== undefined && token === undefined) return { user }
  if (user === undefined && token !== undefined) return { token }
  return fail('name a user, or a --token')
}

async function run(options: AdminOptions, { call, words }: AdminRequest): Promise<void> {
  const answer = await askAdmin(options, call)
  const text = words(answer)
  return text === undefined ? misunderstood(options) : printResult(options, answer, text)
}
