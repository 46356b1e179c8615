export { type CloseCode, closeCodes } from './close-codes.ts'
