import { Command, Option } from 'commander'
import WebSocket from 'ws'
import { signQuery } from './aws-request.ts'
import { inputOf } from './connect/input.ts'
import { jsonView } from './connect/json-view.ts'
import { pipeView } from './connect/pipe-view.ts'
import { sendTexts } from './connect/send-texts.ts'
import { Session } from './connect/session.ts'
import { targetOf } from './connect/target.ts'
import { runTerminal } from './connect/terminal.ts'
import { exitCodeOf } from './connect/view.ts'
import { readCredentials } from './credentials.ts'
import { fail } from './fail.ts'
import { collect, readHeader, readSubprotocol, readWait } from './options.ts'
import { canColour } from './paint.ts'
import { credentialsHelp, regionOption, urlOption } from './server-call.ts'

const handshakeMs = 15_000
const maxMessageBytes = 16 * 1_024 * 1_024

interface ConnectOptions {
  readonly url: URL
  readonly region: string
  readonly iam?: boolean
  readonly token?: string
  readonly tokenParameter?: string
  readonly subprotocol?: string[]
  readonly header?: [string, string][]
  readonly ping?: number
  readonly color: boolean
  readonly json?: boolean
  readonly execute?: string[]
  readonly wait: number
}

export function connectCommand(): Command {
  const command = new Command('connect')
    .description('talk to a WebSocket API: type frames on a terminal, or pipe them through')
    .argument('<address>', 'ws://…, wss://…, host:port/path, or a path such as /poc on the server of --url')
    .addHelpText('after', help)
    .addHelpText('after', credentialsHelp)
    .action(connect)
  for (const option of [...proofs(), ...manners()]) command.addOption(option)
  return command
}

const proofs = (): Option[] => [
  urlOption(),
  new Option('--token <token>', 'token that the API asks for, put where the API expects it'),
  new Option('--token-parameter <name>', 'parameter of the query to put the token in instead'),
  new Option('--iam', 'sign the connection (SigV4), for APIs with IAM authorization'),
  regionOption(),
  new Option('--subprotocol <name>', 'offer this subprotocol; may be given again').argParser(readSubprotocol),
  new Option('--header <line>', "send this header, as 'Name: value'; may be given again").argParser(
    readHeader,
  ),
]

const manners = (): Option[] => [
  new Option('--execute <message>', 'send this and end after --wait; may be given again').argParser(collect),
  new Option('--wait <seconds>', 'silence to wait for ahead of the end, where nobody types')
    .argParser(readWait)
    .default(1_000, '1'),
  new Option('--ping <seconds>', 'ping the server so often').argParser(readWait),
  new Option('--no-color', 'no colours; so does NO_COLOR'),
  new Option('--json', 'print everything that happens as a JSON object on a line'),
]

const help = `
On a terminal, a line is sent as a frame; /help lists what else can be typed. Otherwise the lines of the standard input
are sent, received frames are written to the standard output, one a line, and all else to the standard error stream.
The status is 0 after a close with 1000, 1001 or 1005 or by yourself, and 1 after a refusal or any other close.

Examples:
  stoa connect /poc
  stoa connect / --token "$(stoa token guest)"
  echo '{"action":"list"}' | stoa connect ws://127.0.0.1:8080/poc
  stoa connect /poc --iam --execute '{"action":"broadcast","message":"Hi"}'`

async function connect(address: string, options: ConnectOptions): Promise<void> {
  const target = targetOf(address, options)
  if (target === undefined) return fail(`"${address}" is neither a WebSocket URL nor a path such as /poc`)
  const session = new Session(dial(options.iam ? sign(target, options.region) : target, options), {
    now: () => performance.now(),
    ...(options.ping !== undefined && { pingMs: options.ping }),
  })
  const refusal = { isSigned: options.iam === true, path: target.pathname }
  const isTyped = process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== 'dumb'
  if (isTyped && options.json === undefined && options.execute === undefined) {
    const end = await runTerminal(session, {
      ...refusal,
      isColoured: options.color && canColour(process.stdout),
    })
    process.exitCode = exitCodeOf(end)
    return
  }
  const view = options.json ? jsonView() : pipeView(refusal)
  const input = options.execute ?? inputOf(process.stdin)
  process.exitCode = exitCodeOf(await sendTexts(session, view, input, options.wait))
}

function dial(target: URL, { subprotocol = [], header = [] }: ConnectOptions): WebSocket {
  return new WebSocket(target, subprotocol, {
    headers: Object.fromEntries(header),
    handshakeTimeout: handshakeMs,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  })
}

function sign(target: URL, region: string): URL {
  const credentials = readCredentials(process.env)
  if (credentials === undefined) {
    return fail(
      '--iam signs with credentials; set STOA_ACCESS_KEY_ID and STOA_SECRET_ACCESS_KEY, or those of AWS',
    )
  }
  return signQuery(target, { credentials, region, now: Date.now() })
}
