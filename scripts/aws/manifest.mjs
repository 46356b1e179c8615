// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../setup.mjs'

const file = join(root, '.serverless/manifest.json')

/**
 * Say in the Serverless Framework's manifest what a stage has: scripts that were made for its web chat read that. Other stages in it
 * stay.
 * @param {string} stage
 * @param {Readonly<Record<string, string>>} outputs of all its stacks
 */
export function writeManifest(stage, outputs) {
  if (outputs.ServiceEndpointWebsocket === undefined) return
  const listed = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }))
  const manifest = { ...readManifest(), [stage]: { outputs: listed } }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`)
}

/** @returns {object} */
function readManifest() {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : {}
  } catch {
    // None yet, or none that can be read: then it is written anew.
    return {}
  }
}
