// @ts-check
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The CDK app as JavaScript, and the functions as bundles, in infra/dist. */

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

/** Lambda takes more, but every byte is read at a cold start. */
const maxBundleBytes = 1_000_000

/** The app runs in this repository, so packages stay where they are. */
export async function buildApp() {
  await build({
    entryPoints: ['app', 'stage', 'bundle-names'].map((name) => here(`src/${name}.ts`)),
    outdir: here('dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
}

/**
 * Each function as one file in a folder of its own; the app has to be built before. Throws if the code of one is not there,
 * or is too large.
 * @returns {Promise<readonly Bundle[]>}
 *
 * @typedef {{ readonly name: string, readonly bytes: number }} Bundle
 */
export async function buildBundles() {
  const { bundleEntries } = await import('./dist/bundle-names.js')
  const entries = Object.entries(bundleEntries)
  const { metafile } = await build({
    entryPoints: entries.map(([name, file]) => ({ in: here(`../${file}`), out: `${name}/index` })),
    outdir: here('dist/bundles'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    // Of packages that are CommonJS.
    banner: {
      js: "import{createRequire as stoaRequire}from'node:module';const require=stoaRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
  const built = entries.map(([name]) => ({ name, bytes: sizeOf(metafile, name) }))
  const large = built.filter(({ bytes }) => bytes > maxBundleBytes).map(({ name }) => name)
  if (large.length > 0) throw new Error(`larger than ${maxBundleBytes / 1_000} kB: ${large.join(', ')}`)
  return built
}

/** @param {import('esbuild').Metafile} metafile @param {string} name */
function sizeOf(metafile, name) {
  const found = Object.entries(metafile.outputs).find(([file]) => file.endsWith(`/${name}/index.mjs`))
  return found?.[1].bytes ?? 0
}
