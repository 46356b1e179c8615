/** The functions, and where in the repository their code begins. */
export const bundleEntries = {
  api: 'src/presets/serverless/api.ts',
  'hub-api': 'src/presets/serverless/hub-api.ts',
  authorizer: 'src/presets/serverless/authorizer.ts',
  worker: 'src/presets/serverless/worker.ts',
  sweep: 'src/presets/serverless/sweep.ts',
  identity: 'src/presets/serverless/identity.ts',
  'generate-keys': 'src/presets/serverless/generate-keys.ts',
  'create-test-jwt': 'src/presets/serverless/create-test-jwt.ts',
  'conformance-routes': 'examples/conformance/routes.mjs',
  'conformance-authorizer': 'examples/conformance/authorizer.mjs',
} as const

export type BundleName = keyof typeof bundleEntries
