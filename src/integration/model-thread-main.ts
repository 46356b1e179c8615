/** The program of the thread that checks bodies: one at a time, since what asks waits for each report. */
import { parentPort } from 'node:worker_threads'
import { compileModel, type ModelCheck } from './model-check.ts'
import { readRequest } from './model-thread-wire.ts'

const checks = new Map<number, ModelCheck>()

parentPort?.on('message', (message: unknown) => {
  const { model, schema, text } = readRequest(message)
  const check = checks.get(model) ?? compileModel(schema, `model ${model}`)
  checks.set(model, check)
  if (schema !== undefined) parentPort?.postMessage('begun')
  const body: unknown = JSON.parse(text)
  parentPort?.postMessage(check(body))
})
