import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront'
import { acknowledge } from '../acknowledge.ts'

/**
 * For a distribution that is reached by the name that CloudFront gives it. TLS 1.2 is asked for, and CloudFront decides:
 * with its own certificate it takes older clients too. It counts as soon as there is a certificate of one's own.
 */
export function cloudFrontName(distribution: Distribution): void {
  const resource = distribution.node.defaultChild
  if (resource instanceof CfnDistribution) {
    const certificate = 'DistributionConfig.ViewerCertificate'
    resource.addPropertyOverride(`${certificate}.CloudFrontDefaultCertificate`, true)
    resource.addPropertyOverride(`${certificate}.MinimumProtocolVersion`, 'TLSv1.2_2021')
  }
  acknowledge(
    distribution,
    'AwsSolutions-CFR4',
    'TLS 1.2 is asked for; for names of its own CloudFront decides itself what it takes besides.',
  )
}
