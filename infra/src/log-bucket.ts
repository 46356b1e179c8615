import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { Duration } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Stage } from './stage.ts'

/** Where services put the logs that they cannot write to CloudWatch. They are kept as long as other logs. */
export function logBucket(scope: Construct, id: string, stage: Stage): Bucket {
  const bucket = new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      {
        expiration: Duration.days(stage.logRetentionDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: stage.removalPolicy,
    autoDeleteObjects: !stage.retain,
  })
  acknowledge(bucket, 'AwsSolutions-S1', 'It is where the logs go; a log of its own would never end.')
  return bucket
}
