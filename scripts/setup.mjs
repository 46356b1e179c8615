// @ts-check
// What a fresh clone needs before anything can run in it. Uses nothing but Node.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const oldestNode = [20, 19]

/**
 * End with one sentence that says what to do.
 * @param {string} sentence
 * @returns {never}
 */
export function fail(sentence) {
  process.stderr.write(`stoa: ${sentence}\n`)
  process.exit(1)
}

/**
 * Run a program in the repository, with its output shown, and end with it if it fails.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) fail(`cannot run ${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Run a program that is installed in node_modules. @param {string} script @param {readonly string[]} args */
export function runInstalled(script, args) {
  run(process.execPath, [join(root, 'node_modules', script), ...args])
}

/** Node new enough, and the packages of the lock file installed. */
export function install() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [needMajor = 0, needMinor = 0] = oldestNode
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    fail(`needs Node ${oldestNode.join('.')} or newer, and this is ${process.version}`)
  }
  if (changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')) return
  process.stdout.write('Installing packages …\n')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])
}

/** The server in dist/ and the page in web/dist/, made anew where a source is newer. */
export function build() {
  runInstalled('typescript/bin/tsc', ['-b', ...layers()])
  for (const file of listed('src').filter((name) => /\.(sql|lua)$/.test(name))) {
    cpSync(join(root, 'src', file), join(root, 'dist', file))
  }
  copyDocsAssets()
  linkProgram()
  buildPage()
}

/** The page in web/dist, made anew where a source is newer. */
export function buildPage() {
  const newest = Math.max(
    changedAt('package-lock.json'),
    ...listed('web', isSource).map((file) => changedAt(`web/${file}`)),
    // The page has the client in it.
    ...['src/client', 'src/protocol'].flatMap((folder) =>
      listed(folder).map((file) => changedAt(`${folder}/${file}`)),
    ),
  )
  if (changedAt('web/dist/index.html') >= newest) return
  process.stderr.write('Building the page …\n')
  runInstalled('vite/bin/vite.js', ['build', 'web', '--logLevel', 'warn', '--emptyOutDir'])
}

/** The page at /docs, and the component that shows documents in it, with its licences. */
function copyDocsAssets() {
  const assets = join(root, 'dist/docs/assets')
  const component = join(root, 'node_modules/@asyncapi/react-component')
  const bundle = 'browser/standalone/without-parser.js'
  cpSync(join(root, 'src/docs/assets'), assets, { recursive: true })
  cpSync(join(root, 'web/public/favicon.svg'), join(assets, 'favicon.svg'))
  for (const file of [bundle, `${bundle}.LICENSE.txt`, 'styles/default.min.css', 'LICENSE']) {
    cpSync(join(component, file), join(assets, 'component', basename(file)))
  }
}

/** `npx stoa` in the clone: npm links the programs of packages, but not that of the package itself. */
function linkProgram() {
  if (process.platform === 'win32') return
  chmodSync(join(root, 'dist/cli/main.js'), 0o755)
  const link = join(root, 'node_modules/.bin/stoa')
  if (!existsSync(link)) symlinkSync('../../dist/cli/main.js', link)
}

/** The projects that make up the server. */
function layers() {
  return readdirSync(join(root, 'src'))
    .map((layer) => `src/${layer}`)
    .filter((layer) => existsSync(join(root, layer, 'tsconfig.json')))
}

/** @param {string} name */
function isSource(name) {
  return !/^(dist|node_modules)(\/|$)/.test(name)
}

/** Every file below a folder. @param {string} folder @param {(name: string) => boolean} [wanted] */
function listed(folder, wanted = () => true) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(wanted)
}

/** Milliseconds since 1970; 0 for a file that is not there. @param {string} file */
function changedAt(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}
