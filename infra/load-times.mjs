// @ts-check
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * `node infra/load-times.mjs`, after `npm run synth`: how large each function is, and how long Node takes to load it. That
 * is what a cold start of Lambda adds to the start of Node, on a machine as fast as this one.
 */

const { bundleEntries } = await import('./dist/bundle-names.js')
const starts = 5

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf'
const environment = {
  AWS_REGION: 'us-east-1',
  STOA_API: 'chat',
  STOA_STAGE: 'poc',
  STOA_APIS: '{}',
  STOA_RULES: '{}',
  TABLE_NAME: 'table',
  USER_TABLE_NAME: 'users',
  JOBS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs',
  ISSUER_URL: 'https://issuer.example.com',
  ISSUER_BUCKET: 'issuer',
  KEYS_SECRET_ARN: arn,
  JWT_SECRET_ARN: arn,
  USER_POOL_ID: 'us-east-1_AbCdEfGhI',
  USER_POOL_CLIENT_ID: 'client',
}

for (const name of Object.keys(bundleEntries)) {
  const file = new URL(`dist/bundles/${name}/index.mjs`, import.meta.url)
  const times = Array.from({ length: starts }, () => loadTime(file.href)).toSorted((a, b) => a - b)
  const median = times[Math.floor(starts / 2)] ?? Number.NaN
  const size = Math.ceil(statSync(fileURLToPath(file)).size / 1_000)
  process.stdout.write(
    `${name.padEnd(24)} ${String(size).padStart(4)} kB ${median.toFixed(0).padStart(5)} ms\n`,
  )
}

/** Milliseconds, in a process of its own that has what functions are told on AWS. @param {string} url */
function loadTime(url) {
  const code = `const t = performance.now(); await import(${JSON.stringify(url)}); console.log(performance.now() - t); process.exit()`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: environment,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${url} cannot be loaded: ${stderr}`)
  return Number(stdout)
}
