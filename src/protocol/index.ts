export { type AwsErrorAnswer, type AwsErrorType, awsError, awsErrors } from './aws-errors.ts'
export { type CloseCode, closeCodes } from './close-codes.ts'
