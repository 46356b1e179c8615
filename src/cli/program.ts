import { Command } from 'commander'
import { version } from '../presets/index.ts'
import { adminCommand } from './admin.ts'
import { conformanceCommand } from './conformance.ts'
import { connectCommand } from './connect.ts'
import { deadLettersCommand } from './dead-letters.ts'
import { devCommand } from './dev.ts'
import { docsCommand } from './docs.ts'
import { emitCommand } from './emit.ts'
import { initCommand } from './init.ts'
import { postCommand } from './post.ts'
import { rotateKeysCommand } from './rotate-keys.ts'
import { serveCommand } from './serve.ts'
import { tokenCommand } from './token.ts'

/** `stoa` and its subcommands. */
export function program(): Command {
  return new Command('stoa')
    .description('WebSocket APIs that run anywhere: in one process, on a fleet, on AWS.')
    .version(version, '-v, --version')
    .showHelpAfterError('(stoa --help lists the commands and options)')
    .addCommand(serveCommand())
    .addCommand(devCommand())
    .addCommand(initCommand())
    .addCommand(tokenCommand())
    .addCommand(connectCommand())
    .addCommand(emitCommand())
    .addCommand(postCommand())
    .addCommand(deadLettersCommand())
    .addCommand(adminCommand())
    .addCommand(docsCommand())
    .addCommand(rotateKeysCommand())
    .addCommand(conformanceCommand())
}
