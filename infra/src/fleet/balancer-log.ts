import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Stack } from 'aws-cdk-lib/core'
import { acknowledge } from '../acknowledge.ts'

const folder = 'load-balancer'

/**
 * Have a load balancer log who connects to it, and not what is asked for: that log has queries, in which tokens are, and
 * cannot leave them out. What CDK has for it has to know the region, because it allows an account of AWS's that is another one
 * in each; the service itself may be allowed everywhere.
 */
export function logConnections(balancer: ApplicationLoadBalancer, logs: Bucket): void {
  balancer.setAttribute('connection_logs.s3.enabled', 'true')
  balancer.setAttribute('connection_logs.s3.bucket', logs.bucketName)
  balancer.setAttribute('connection_logs.s3.prefix', folder)
  logs.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects(`${folder}/AWSLogs/${Stack.of(balancer).account}/*`)],
    }),
  )
  acknowledge(
    balancer,
    'AwsSolutions-ELB2',
    'A log of requests has queries, in which tokens are; connections are logged instead.',
  )
  // It is tried when the load balancer is made.
  if (logs.policy !== undefined) balancer.node.addDependency(logs.policy)
}
