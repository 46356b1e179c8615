import { CfnAccount } from 'aws-cdk-lib/aws-apigateway'
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { inFindings } from './in-findings.ts'

/**
 * What API Gateway writes its execution logs with: a setting of the account in a region, which every stack sets and none
 * takes away. The role stays, because the setting may name it when its stack is gone.
 */
export function apiGatewayLogs(scope: Construct): CfnAccount {
  const stack = Stack.of(scope)
  const role = new Role(scope, 'ApiGatewayLogsRole', {
    assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    // In the role itself, so that they stay with it.
    inlinePolicies: { Logs: new PolicyDocument({ statements: [writeLogs(stack)] }) },
  })
  const account = new CfnAccount(scope, 'ApiGatewayAccount', { cloudWatchRoleArn: role.roleArn })
  account.node.addDependency(role)
  account.applyRemovalPolicy(RemovalPolicy.RETAIN)
  role.applyRemovalPolicy(RemovalPolicy.RETAIN)
  acknowledge(
    role,
    `AwsSolutions-IAM5[Resource::${inFindings(scope, logsOf(stack))}]`,
    'The role is that of API Gateway for every API of the account in this region, with its documented rights on logs.',
  )
  return account
}

const writeLogs = (stack: Stack): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      'logs:GetLogEvents',
      'logs:FilterLogEvents',
    ],
    resources: [logsOf(stack)],
  })

const logsOf = (stack: Stack): string => stack.formatArn({ service: 'logs', resource: '*' })
