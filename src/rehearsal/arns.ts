/** The account and the region that everything is rehearsed in. */
export const accountId = '000000000000'
export const region = 'us-east-1'

/** Where the management API and the REST APIs are on AWS. */
export const apiDomain = (apiId: string): string => `${apiId}.execute-api.${region}.amazonaws.com`

/** `stage/POST/@connections/ID`, `stage/$connect`, `authorizers/ID`. */
export const executeApiArn = (apiId: string, path: string): string =>
  `arn:aws:execute-api:${region}:${accountId}:${apiId}/${path}`

/** The function that an integration or an authorizer calls, by the URI that API Gateway calls it under. */
export function functionArnIn(uri: string): string | undefined {
  const [, arn] = /:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(uri) ?? []
  return arn
}

/** Of a function, where a version or an alias of it was meant. */
export function unqualified(arn: string): string {
  return /^arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]+/.exec(arn)?.[0] ?? arn
}
