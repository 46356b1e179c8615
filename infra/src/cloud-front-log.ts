import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { ArnFormat, Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

/** Neither queries nor cookies, referrers or names that were looked for: tokens are in the first. */
const recordFields = [
  'date',
  'time',
  'c-ip',
  'cs-method',
  'x-host-header',
  'cs-uri-stem',
  'sc-status',
  'sc-bytes',
  'cs-bytes',
  'time-taken',
  'cs-protocol',
  'ssl-protocol',
  'x-edge-location',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
  'x-edge-request-id',
]

/** CloudFront's logs are set up here and nowhere else, whatever region a stack is in (CloudFront, "standard logging"). */
const regionOfCloudFront = 'us-east-1'

export interface CloudFrontLogProps {
  readonly distribution: Distribution
  readonly bucket: Bucket
  /** What the log is called in the account. */
  readonly name: string
}

/**
 * Who asked CloudFront for what, in a bucket, without queries. The older kind of log (`Logging` of a distribution) cannot
 * leave them out, so a stack in another region than CloudFront's has none.
 */
export class CloudFrontLog extends Construct {
  private readonly name: string

  constructor(scope: Construct, id: string, { distribution, bucket, name }: CloudFrontLogProps) {
    super(scope, id)
    this.name = name
    acknowledge(
      distribution,
      'AwsSolutions-CFR3',
      'Its log is a delivery of CloudWatch, because that can leave out queries, in which tokens are.',
    )
    this.deliver(distribution, bucket)
    bucket.addToResourcePolicy(this.writing(bucket))
  }

  private deliver({ distributionArn }: Distribution, bucket: Bucket): void {
    const source = new CfnDeliverySource(this, 'Source', {
      name: this.name,
      resourceArn: distributionArn,
      logType: 'ACCESS_LOGS',
    })
    const destination = new CfnDeliveryDestination(this, 'Destination', {
      name: this.name,
      destinationResourceArn: bucket.bucketArn,
      outputFormat: 'json',
    })
    const delivery = new CfnDelivery(this, 'Delivery', {
      deliverySourceName: this.name,
      deliveryDestinationArn: this.arn('delivery-destination'),
      recordFields,
    })
    for (const end of [source, destination]) delivery.addResourceDependency(end)
    // It is tried when the delivery is made.
    if (bucket.policy !== undefined) delivery.node.addDependency(bucket.policy)
    const isThere = this.condition()
    for (const made of [source, destination, delivery]) made.cfnOptions.condition = isThere
  }

  /** Of a stack that may be deployed to any region. */
  private condition(): CfnCondition {
    return new CfnCondition(this, 'IsThere', {
      expression: Fn.conditionEquals(Aws.REGION, regionOfCloudFront),
    })
  }

  private writing(bucket: Bucket): PolicyStatement {
    const { account } = Stack.of(this)
    return new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account, 's3:x-amz-acl': 'bucket-owner-full-control' },
        ArnEquals: { 'aws:SourceArn': this.arn('delivery-source') },
      },
    })
  }

  private arn(resource: string): string {
    return Stack.of(this).formatArn({
      service: 'logs',
      region: regionOfCloudFront,
      resource,
      resourceName: this.name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  }
}
