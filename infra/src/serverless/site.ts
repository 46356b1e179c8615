import {
  Distribution,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, type ISource } from 'aws-cdk-lib/aws-s3-deployment'
import { Duration, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { CloudFrontLog } from '../cloud-front-log.ts'
import { inFindings } from '../in-findings.ts'
import { logBucket } from '../log-bucket.ts'
import type { Stage } from '../stage.ts'

export interface SiteProps {
  readonly stage: Stage
  readonly content: readonly ISource[]
}

/** The page, and what clients read to find the APIs: files in a private bucket, behind CloudFront. */
export class Site extends Construct {
  readonly bucket: Bucket
  readonly distribution: Distribution

  constructor(scope: Construct, id: string, { stage, content }: SiteProps) {
    super(scope, id)
    const logs = logBucket(this, 'Logs', stage)
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'bucket/',
      removalPolicy: stage.removalPolicy,
      autoDeleteObjects: !stage.retain,
    })
    this.distribution = distribution(this, this.bucket)
    new CloudFrontLog(this, 'Log', {
      distribution: this.distribution,
      bucket: logs,
      name: stage.named('site'),
    })
    this.fill(stage, content)
  }

  get url(): string {
    return `https://${this.distribution.distributionDomainName}`
  }

  private fill(stage: Stage, content: readonly ISource[]): void {
    const logGroup = new LogGroup(this, 'ContentLogs', {
      retention: stage.logRetentionDays,
      removalPolicy: stage.removalPolicy,
    })
    new BucketDeployment(this, 'Content', {
      sources: [...content],
      destinationBucket: this.bucket,
      // CloudFront asks whether what it has is still right, so that a new deployment shows at once.
      cacheControl: [CacheControl.noCache()],
      memoryLimit: 256,
      logGroup,
    })
    acknowledgeDeployment(this, this.bucket)
  }
}

function distribution(scope: Construct, bucket: Bucket): Distribution {
  const made = new Distribution(scope, 'Distribution', {
    defaultRootObject: 'index.html',
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
      compress: true,
    },
    // To who may not list the bucket, what is not there is forbidden.
    errorResponses: [
      { httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/index.html', ttl: Duration.seconds(0) },
    ],
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100,
  })
  acknowledge(made, 'AwsSolutions-CFR1', 'The page is for everybody, wherever they are.')
  acknowledge(
    made,
    'AwsSolutions-CFR2',
    'It serves files and nothing else; there is nothing behind it to protect.',
  )
  acknowledge(
    made,
    'AwsSolutions-CFR4',
    'The certificate is that of cloudfront.net, whose oldest TLS is not ours to choose.',
  )
  return made
}

/** The function of the CDK that fills buckets, one for the stack. */
function acknowledgeDeployment(scope: Construct, bucket: Bucket): void {
  const stack = Stack.of(scope)
  const filler = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'))
  if (filler === undefined) return
  const arnOf = (service: string, resource: string): string =>
    stack.formatArn({ service, region: '', account: '', resource })
  const assets = inFindings(filler, arnOf('s3', `cdk-hnb659fds-assets-${stack.account}-${stack.region}/*`))
  const filled = inFindings(filler, bucket.arnForObjects('*'))
  const logs = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
  const actions = ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*']
  acknowledge(
    filler,
    `AwsSolutions-IAM4[Policy::${logs}]`,
    'The CDK gives its function the managed policy for logs.',
  )
  acknowledge(filler, 'AwsSolutions-L1', 'The CDK chooses the runtime of its function.')
  for (const finding of [
    ...actions.map((one) => `Action::s3:${one}`),
    `Resource::${assets}`,
    `Resource::${filled}`,
  ]) {
    acknowledge(
      filler,
      `AwsSolutions-IAM5[${finding}]`,
      'The CDK grants this: read the assets, write what is in the bucket.',
    )
  }
}
