const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
const onAll = (...actions: string[]) => ({
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
})

/** AWS's own policies, by what their ARN ends with, with what matters to functions of them. */
export const managedPolicies: Readonly<Record<string, ReturnType<typeof onAll>>> = {
  AWSLambdaBasicExecutionRole: onAll(...logs),
  AWSLambdaSQSQueueExecutionRole: onAll(
    ...logs,
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
  ),
  AWSLambdaDynamoDBExecutionRole: onAll(
    ...logs,
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
  ),
  AWSLambdaVPCAccessExecutionRole: onAll(
    ...logs,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ),
  AWSXRayDaemonWriteAccess: onAll(
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ),
  AmazonAPIGatewayPushToCloudWatchLogs: onAll(
    ...logs,
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ),
  CloudWatchLambdaInsightsExecutionRolePolicy: onAll(...logs),
}
