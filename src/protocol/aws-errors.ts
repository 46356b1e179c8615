/** The errors of AWS services that are answered here, and the HTTP status of each (API models of the AWS SDKs). */
export const awsErrors = {
  AccessDeniedException: 403,
  BadRequestException: 400,
  CodeMismatchException: 400,
  ExpiredTokenException: 403,
  ForbiddenException: 403,
  GoneException: 410,
  IncompleteSignatureException: 403,
  InternalFailure: 500,
  InvalidParameterException: 400,
  InvalidPasswordException: 400,
  InvalidRequestContentException: 400,
  InvalidSignatureException: 403,
  LimitExceededException: 429,
  MissingAuthenticationTokenException: 403,
  NotAuthorizedException: 400,
  PasswordResetRequiredException: 400,
  PayloadTooLargeException: 413,
  RequestTooLargeException: 413,
  ResourceNotFoundException: 404,
  SerializationException: 400,
  ThrottlingException: 400,
  TooManyRequestsException: 400,
  UnknownOperationException: 400,
  UnrecognizedClientException: 403,
  UserNotFoundException: 400,
  UsernameExistsException: 400,
  ValidationException: 400,
} as const

export type AwsErrorType = keyof typeof awsErrors

export interface AwsErrorAnswer {
  readonly status: (typeof awsErrors)[AwsErrorType]
  /** Without this header an SDK calls the error `Unknown` (measured with SDK v3). */
  readonly headers: { readonly 'x-amzn-ErrorType': string }
  readonly body: { readonly __type: string; readonly message: string }
}

/** An error as AWS SDKs read it, in both of their JSON protocols. */
export function awsError(type: AwsErrorType, message: string): AwsErrorAnswer {
  return {
    status: awsErrors[type],
    headers: { 'x-amzn-ErrorType': type },
    body: { __type: type, message },
  }
}
