import { Command } from 'commander'
import { version } from '../presets/index.ts'
import { rotateKeysCommand } from './rotate-keys.ts'
import { serveCommand } from './serve.ts'

/** `stoa` and its subcommands. */
export function program(): Command {
  return new Command('stoa')
    .description('WebSocket APIs that run anywhere: in one process, on a fleet, on AWS.')
    .version(version, '-v, --version')
    .showHelpAfterError('(stoa --help lists the commands and options)')
    .addCommand(serveCommand())
    .addCommand(rotateKeysCommand())
}
