export { asyncApi, type Place } from './async-api.ts'
export type { AsyncApiDocument } from './document.ts'
export { type DocsHttpOptions, docsHttp } from './http.ts'
export { asYaml } from './yaml.ts'
