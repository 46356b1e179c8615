import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, sep } from 'node:path'
import { fieldsOf, isTrue, type Model, type Resource, textOf, textsOf } from '../template/index.ts'
import type { Buckets } from './buckets.ts'

/** Put into the buckets what the app deploys to them: the assets of `Custom::CDKBucketDeployment`. */
export function deployToBuckets(model: Model, buckets: Buckets): void {
  for (const deployment of model.ofType('Custom::CDKBucketDeployment')) {
    const sources = textsOf(deployment.properties.SourceObjectKeys)
    for (const [at, key] of sources.entries()) deploySource(deployment, key, at, model, buckets)
  }
}

function deploySource(deployment: Resource, key: string, at: number, model: Model, buckets: Buckets): void {
  const { properties, path } = deployment
  const source = model.assetPath(key)
  if (source === undefined) throw new Error(`${path}: there is no asset ${key}`)
  const bucket = textOf(properties.DestinationBucketName) ?? ''
  const prefix = textOf(properties.DestinationBucketKeyPrefix) ?? ''
  const markers = markersOf(deployment, at)
  const metadata = fieldsOf(properties.SystemMetadata)
  const cacheControl = textOf(metadata['cache-control'])
  for (const { name, file } of filesIn(source)) {
    buckets.put(bucket, prefix === '' ? name : `${prefix}/${name}`, {
      body: filledIn(readFileSync(file), markers),
      contentType: textOf(metadata['content-type']) ?? contentTypes[extname(name)] ?? 'binary/octet-stream',
      ...(cacheControl === undefined ? {} : { cacheControl }),
    })
  }
}

/** What stands for values that only the deployment knows. */
function markersOf(
  { properties }: Resource,
  at: number,
): readonly (readonly [marker: string, value: string])[] {
  const { SourceMarkers: markers, SourceMarkersConfig: configs } = properties
  const ofSource = fieldsOf(Array.isArray(markers) ? markers[at] : undefined)
  const config = fieldsOf(Array.isArray(configs) ? configs[at] : undefined)
  return Object.entries(ofSource).map(([marker, value]) => {
    const text = textOf(value) ?? ''
    return [marker, isTrue(config.jsonEscape) ? JSON.stringify(text).slice(1, -1) : text]
  })
}

function filledIn(body: Buffer, markers: readonly (readonly [string, string])[]): Buffer {
  if (!markers.some(([marker]) => body.includes(marker))) return body
  const text = markers.reduce(
    (filled, [marker, value]) => filled.replaceAll(marker, () => value),
    body.toString('utf8'),
  )
  return Buffer.from(text)
}

function filesIn(source: string): readonly { readonly name: string; readonly file: string }[] {
  if (!statSync(source).isDirectory()) {
    if (source.endsWith('.zip')) throw new Error(`${source}: archives are not unpacked here`)
    return [{ name: basename(source), file: source }]
  }
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name: name.replaceAll(sep, '/'), file: join(source, name) }))
    .filter(({ file }) => statSync(file).isFile())
}

/** As the deployment's `aws s3 sync` guesses them. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.ico': 'image/vnd.microsoft.icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
}
