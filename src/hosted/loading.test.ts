import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hosted, resultOf } from './hosted.fixture.ts'

describe('a handler is found', () => {
  test.each([
    ['in an ES module', 'f.mjs', 'export const handler = async () => "here"', 'f.handler'],
    [
      'in a .js of a package of ES modules',
      'esm/f.js',
      'export const handler = async () => "here"',
      './esm/f.handler',
    ],
    ['in CommonJS', 'f.js', 'exports.handler = async () => "here"', './f.handler'],
    ['in .cjs', 'f.cjs', 'module.exports = { handler: async () => "here" }', 'f.handler'],
    [
      'in an index',
      'lambdas/connect/index.js',
      'exports.handler = async () => "here"',
      './lambdas/connect.handler',
    ],
    ['as an export of another name', 'f.mjs', 'export async function main() { return "here" }', 'f.main'],
    ['in an object', 'f.mjs', 'export const api = { v1: { main: async () => "here" } }', 'f.api.v1.main'],
    [
      'in what is assigned to module.exports',
      'f.js',
      'const all = {}; all["hand" + "ler"] = async () => "here"; module.exports = all',
      'f.handler',
    ],
    ['in a default export', 'f.mjs', 'export default { handler: async () => "here" }', 'f.handler'],
    ['called default, in CommonJS', 'f.js', 'exports.default = async () => "here"', 'f.default'],
    ['called default, in an ES module', 'f.mjs', 'export default async () => "here"', 'f.default'],
    [
      'called default, as transpilers write it',
      'f.js',
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = async () => "here"',
      'f.default',
    ],
    [
      'as transpilers write it',
      'f.js',
      '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.handler = void 0; const handler = async () => "here"; exports.handler = handler',
      'f.handler',
    ],
    [
      'after a top-level await',
      'f.mjs',
      'const word = await new Promise((done) => setTimeout(done, 5, "here")); export const handler = async () => word',
      'f.handler',
    ],
  ])('%s', async (_, file, code, handler) => {
    const { open } = hosted({ [file]: code, 'esm/package.json': '{"type":"module"}' })
    expect(resultOf(await open(handler)())).toBe('here')
  })
})

describe('what is wrong with a handler is said:', () => {
  test.each([
    ['no file', 'gone.handler', '', 'Runtime.ImportModuleError', /Tried .*\/gone\{\.js,\.mjs,\.cjs/],
    [
      'no export',
      'f.handler',
      'exports.other = 1',
      'Runtime.HandlerNotFound',
      /handler is not exported\. .*f\.js exports other/,
    ],
    [
      'not a function',
      'f.handler',
      'exports.handler = 1',
      'Runtime.HandlerNotFound',
      /not a function but of type number/,
    ],
    ['no name of an export', 'f', '', 'Runtime.MalformedHandlerName', /"f" names no handler/],
    [
      'a syntax error',
      'f.handler',
      'exports.handler = async () => {',
      'Runtime.UserCodeSyntaxError',
      /SyntaxError: .*f\.js/,
    ],
    [
      'no package',
      'f.handler',
      'require("@scope/missing/part")',
      'Runtime.ImportModuleError',
      /missing.*npm install @scope\/missing$/s,
    ],
    [
      'a file that it requires is not there',
      'f.handler',
      'require("./missing")',
      'Runtime.ImportModuleError',
      /Cannot find module '\.\/missing'(?!.*npm install)/s,
    ],
    ['its code throws', 'f.handler', 'throw new RangeError("at once")', 'RangeError', /^at once$/],
    [
      'its code exits',
      'f.handler',
      'process.exit(4)',
      'Runtime.ExitError',
      /^Error: Runtime exited with error: exit status 4$/,
    ],
    [
      'it streams',
      'f.handler',
      'exports.handler = awslambda.streamifyResponse(async () => {})',
      'Runtime.MalformedStreamingHandler',
      /not supported/,
    ],
  ])('%s', async (_, handler, code, errorType, errorMessage) => {
    const { open } = hosted({ 'f.js': code })
    expect(await open(handler)()).toEqual({
      kind: 'failed',
      errorType,
      errorMessage: expect.stringMatching(errorMessage),
    })
  })

  test('an ES module in a package of CommonJS', async () => {
    const code = 'export const handler = async () => {}'
    const { open } = hosted({ 'f.js': code, 'package.json': '{"type":"commonjs"}' })
    expect(await open('f.handler')()).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringMatching(/f\.js:1.*name it \.mjs/),
    })
  })

  test('no package for an ES module', async () => {
    const { open } = hosted({ 'f.mjs': 'import "missing"; export const handler = async () => {}' })
    expect(await open('f.handler')()).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/npm install missing$/),
    })
  })
})

test('a function that does not load is told, answered with the reason, and tried again', async () => {
  const failures: unknown[] = []
  const { open, write } = hosted({}, { onLoadFailed: (failure) => failures.push(failure) })
  const invoke = open('f.handler')
  const first = await Promise.all([invoke(), invoke(), invoke()])
  expect(first.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed'])
  expect(failures).toEqual([
    { name: 'f.handler', errorType: 'Runtime.ImportModuleError', errorMessage: expect.any(String) },
  ])
  write({ 'f.mjs': 'export const handler = async () => "now"' })
  await expect.poll(invoke).toEqual({ kind: 'returned', result: 'now' })
})

describe('the AWS SDK is there without being installed', () => {
  test.each([
    [
      'for an ES module',
      'f.mjs',
      'import { ApiGatewayManagementApiClient as C } from "@aws-sdk/client-apigatewaymanagementapi"; export const handler = async () => C.name',
    ],
    [
      'for CommonJS',
      'f.js',
      'const { ApiGatewayManagementApiClient: C } = require("@aws-sdk/client-apigatewaymanagementapi"); exports.handler = async () => C.name',
    ],
    [
      'for CommonJS that imports it later',
      'f.js',
      'exports.handler = async () => require("@aws-sdk/client-apigatewaymanagementapi").ApiGatewayManagementApiClient.name',
    ],
    [
      'for an import in the handler',
      'f.mjs',
      'export const handler = async () => (await import("@aws-sdk/client-apigatewaymanagementapi")).ApiGatewayManagementApiClient.name',
    ],
    [
      'for an ES module that an ES module imports',
      'f.mjs',
      'import "./lib.mjs"; import * as lib from "./lib.mjs"; export const handler = async () => lib.C.name',
    ],
  ])('%s', async (_, file, code) => {
    const lib = 'export { ApiGatewayManagementApiClient as C } from "@aws-sdk/client-apigatewaymanagementapi"'
    const { open } = hosted({ [file]: code, 'lib.mjs': lib })
    expect(resultOf(await open('f.handler')())).toBe('ApiGatewayManagementApiClient')
  })

  test('and the one that is installed goes before it', async () => {
    const folder = 'node_modules/@aws-sdk/client-apigatewaymanagementapi'
    const { open } = hosted({
      [join(folder, 'package.json')]: '{"main":"main.js"}',
      [join(folder, 'main.js')]: 'exports.own = "own"',
      'f.mjs':
        'import { own } from "@aws-sdk/client-apigatewaymanagementapi"; export const handler = async () => own',
      'g.js': 'exports.handler = async () => require("@aws-sdk/client-apigatewaymanagementapi").own',
    })
    expect(resultOf(await open('f.handler')())).toBe('own')
    expect(resultOf(await open('g.handler')())).toBe('own')
  })
})
