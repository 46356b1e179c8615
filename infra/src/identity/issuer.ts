import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Stage } from '../stage.ts'
import { cloudFrontName } from './cloud-front-name.ts'

/**
 * Where verifiers of tokens find the public keys: a private bucket behind CloudFront. It is encrypted with S3's own key:
 * the policy of a KMS key would have to name the distribution, which needs the bucket first.
 */
export class Issuer extends Construct {
  readonly bucket: Bucket
  readonly distribution: Distribution
  /** What is in `iss` of tokens. */
  readonly url: string

  constructor(scope: Construct, id: string, { stage, logs }: IssuerProps) {
    super(scope, id)
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'issuer-bucket/',
      removalPolicy: stage.removalPolicy,
      autoDeleteObjects: !stage.retain,
    })
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `The public keys of Stoa on the stage ${stage.name}`,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: this.shortCache(stage),
        responseHeadersPolicy: ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS,
      },
    })
    cloudFrontName(this.distribution)
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR1',
      'Players are everywhere, and so are verifiers of their tokens.',
    )
    acknowledge(
      this.distribution,
      'AwsSolutions-CFR2',
      'It serves two small public files and takes no input; logins have the firewall.',
    )
    this.url = `https://${this.distribution.distributionDomainName}`
  }

  /**
   * What the objects say of themselves, a minute at most. New keys sign at once, and a verifier that asked for them a
   * moment too early would refuse their tokens for as long as the old answer is kept.
   */
  private shortCache(stage: Stage): CachePolicy {
    return new CachePolicy(this, 'ShortCache', {
      cachePolicyName: stage.named('issuer'),
      comment: 'As long as the objects say, a minute at most',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.minutes(1),
      cookieBehavior: CacheCookieBehavior.none(),
      headerBehavior: CacheHeaderBehavior.none(),
      queryStringBehavior: CacheQueryStringBehavior.none(),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    })
  }
}

export interface IssuerProps {
  readonly stage: Stage
  readonly logs: IBucket
}
