import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Stack } from 'aws-cdk-lib/core'

const folder = 'load-balancer'

/**
 * Have a load balancer log its requests. What CDK has for it has to know the region, because it allows an account of AWS's
 * that is another one in each; the service itself may be allowed everywhere.
 */
export function logRequests(balancer: ApplicationLoadBalancer, logs: Bucket): void {
  balancer.setAttribute('access_logs.s3.enabled', 'true')
  balancer.setAttribute('access_logs.s3.bucket', logs.bucketName)
  balancer.setAttribute('access_logs.s3.prefix', folder)
  logs.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [logs.arnForObjects(`${folder}/AWSLogs/${Stack.of(balancer).account}/*`)],
    }),
  )
  // It is tried when the load balancer is made.
  if (logs.policy !== undefined) balancer.node.addDependency(logs.policy)
}
