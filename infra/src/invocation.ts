import type { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import { Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { StageFunction } from './function.ts'

/** What is at a path of an API, for policies: `dev/*`, `authorizers/ID`. */
export const apiArn = (api: CfnApi, path: string): string =>
  Stack.of(api).formatArn({ service: 'execute-api', resource: api.ref, resourceName: path })

/** Let an API call a function for what is at a path. */
export function allowInvoke(
  scope: Construct,
  id: string,
  invoked: StageFunction,
  { api, path }: { readonly api: CfnApi; readonly path: string },
): void {
  new CfnPermission(scope, id, {
    action: 'lambda:InvokeFunction',
    functionName: invoked.function.functionArn,
    principal: 'apigateway.amazonaws.com',
    sourceArn: apiArn(api, path),
  })
}

/** Where API Gateway calls a function. */
export function invocationUri(scope: Construct, invoked: StageFunction): string {
  const resourceName = `2015-03-31/functions/${invoked.function.functionArn}/invocations`
  return Stack.of(scope).formatArn({
    service: 'apigateway',
    account: 'lambda',
    resource: 'path',
    resourceName,
  })
}
