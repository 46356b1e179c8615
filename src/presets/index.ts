export { defaultLimits } from '../gateway/index.ts'
export { embedded, type Stoa, type StoaOptions } from './embedded.ts'
export { serverLog } from './server-log.ts'
export { version } from './version.ts'
