import { dirname, isAbsolute, relative, sep } from 'node:path'
import { Command } from 'commander'
import { type Clock, type StageFile, systemClock } from '../presets/index.ts'
import { type DevView, devView } from './dev/dev-view.ts'
import { watchFolders } from './dev/watch.ts'
import { fail } from './fail.ts'
import { canColour } from './paint.ts'
import { type Running, run } from './serve.ts'
import { type ServeOptions, serveOptions } from './serve-options.ts'

const examples = `
It is stoa serve for who writes handlers: it shows every event and what your function answered, and takes new code when a
file is saved. Connections stay open meanwhile. The stage file says which handlers answer for what:

  apis:
    game:
      path: /prod
      routes:
        $connect: ./lambdas/connect.handler
        $default: ./lambdas/message.handler

Examples:
  stoa dev
  stoa dev --stage game --port 9000`

export function devCommand(): Command {
  const command = new Command('dev')
    .description('run the APIs, show every event and its result, and reload handlers when they change')
    .addHelpText('after', examples)
    .action(dev)
  for (const option of serveOptions()) command.addOption(option)
  return command
}

async function dev(options: ServeOptions): Promise<void> {
  const clock = systemClock()
  const view = devView(process.stdout, { isColoured: canColour(process.stdout), clock })
  const running = await run(
    { logLevel: 'warn', ...options },
    {
      functions: {
        onInvoked: view.invoked,
        onLog: (line) => view.logged({ ...line, level: levels[line.level] }),
      },
    },
  )
  watch(running, view, clock)
}

const levels = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

function watch({ stoa, stageFile = {} }: Running, view: DevView, clock: Clock): void {
  const folders = foldersOf(handlersOf(stageFile))
  if (folders.length === 0) {
    process.stdout.write(
      'The stage file names no handlers, so there is nothing to watch (stoa dev --help).\n',
    )
    return
  }
  let reloading = Promise.resolve()
  const reload = async (files: readonly string[]): Promise<void> => {
    const began = clock.now()
    const outcomes = await stoa.reload()
    view.reloaded(outcomes, files, clock.now() - began)
  }
  watchFolders({
    folders,
    clock,
    onChange: (files) => {
      if (files.some((file) => /\.(ya?ml|json)$/.test(file))) {
        process.stdout.write(
          'The stage file and models are read at the start: start stoa dev anew to take a change of them.\n',
        )
      }
      reloading = reloading.then(() => reload(files)).catch((error: unknown) => fail(String(error)))
    },
    onProblem: (sentence) => process.stderr.write(`stoa: ${sentence}\n`),
  })
  view.watching(folders)
}

/** Every handler that the stage file names. */
function handlersOf({ apis = {}, hosted = [], bus }: StageFile): readonly string[] {
  const builtIn = Object.values(apis).filter((api) => api !== false)
  const authorizers = [...builtIn, ...hosted].flatMap((api) => api?.authorizers ?? [])
  const routes = hosted.flatMap((api) => Object.values(api.routes))
  return [
    ...authorizers.flatMap((one) => (one.type === 'lambda' ? [one.handler] : [])),
    ...routes.flatMap(({ integration }) => (integration.type === 'function' ? [integration.handler] : [])),
    ...(bus?.rules ?? []).map(({ handler }) => handler),
  ]
}

/** The folders in which handlers are, as far up as they are not the working directory: what they share is there too. */
function foldersOf(handlers: readonly string[]): readonly string[] {
  const folders = handlers.map((handler) => {
    const folder = dirname(relative('', handler))
    const isBelow = folder !== '.' && !folder.startsWith('..') && !isAbsolute(folder)
    return isBelow ? (folder.split(sep)[0] ?? folder) : folder
  })
  return [...new Set(folders)].sort()
}
