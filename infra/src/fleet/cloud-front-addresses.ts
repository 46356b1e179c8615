import { type IPeer, Peer } from 'aws-cdk-lib/aws-ec2'
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Stage } from '../stage.ts'

/**
 * The addresses that CloudFront asks origins from: a list of AWS's, whose id is another one in each region. It is looked
 * up by the deployment, so that a template can be made without asking anybody.
 */
export function cloudFrontAddresses(scope: Construct, stage: Stage): IPeer {
  const lookup = {
    service: 'EC2',
    action: 'describeManagedPrefixLists',
    parameters: {
      Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.global.cloudfront.origin-facing'] }],
    },
    outputPaths: ['PrefixLists.0.PrefixListId'],
    physicalResourceId: PhysicalResourceId.of('cloudfront-origin-facing'),
  }
  const logGroup = new LogGroup(scope, 'LookupLogs', {
    retention: stage.logRetentionDays,
    removalPolicy: stage.removalPolicy,
  })
  const role = new Role(scope, 'LookupRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  const found = new AwsCustomResource(scope, 'CloudFrontAddresses', {
    onCreate: lookup,
    onUpdate: lookup,
    installLatestAwsSdk: false,
    logGroup,
    role,
    removalPolicy: stage.removalPolicy,
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['ec2:DescribeManagedPrefixLists'],
        resources: ['*'],
      }),
    ]),
  })
  acknowledge(
    found,
    'AwsSolutions-IAM5[Resource::*]',
    'AWS knows no resource for reading its lists of addresses.',
  )
  return Peer.prefixList(found.getResponseField('PrefixLists.0.PrefixListId'))
}
