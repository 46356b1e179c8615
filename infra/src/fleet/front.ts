import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  type IOrigin,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Duration } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { CloudFrontLog } from '../cloud-front-log.ts'
import { cloudFrontName } from '../identity/cloud-front-name.ts'
import type { Stage } from '../stage.ts'
import { type Entrance, passHeader } from './entrance.ts'

export interface FrontProps {
  readonly stage: Stage
  readonly entrance: Entrance
  readonly logs: Bucket
}

/** CloudFront in front of the load balancer: TLS for clients, nothing kept, everything handed on, WebSockets too. */
export function front(scope: Construct, props: FrontProps): Distribution {
  const { stage, logs } = props
  const distribution = new Distribution(scope, 'Front', {
    comment: `The fleet of Stoa on the stage ${stage.name}`,
    defaultBehavior: {
      origin: originOf(scope, props),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
    },
  })
  cloudFrontName(distribution)
  new CloudFrontLog(scope, 'FrontLog', { distribution, bucket: logs, name: stage.named('front') })
  acknowledge(distribution, 'AwsSolutions-CFR1', 'Players are everywhere.')
  acknowledge(
    distribution,
    'AwsSolutions-CFR2',
    'A firewall of CloudFront is made in us-east-1 only; the server limits frames, connections and logins itself.',
  )
  return distribution
}

/** TLS if the stage has a certificate for the load balancer. */
function originOf(scope: Construct, { stage, entrance }: FrontProps): IOrigin {
  const isSecure = stage.file.aws?.fleet?.certificateArn !== undefined
  if (!isSecure) {
    acknowledge(
      scope,
      'AwsSolutions-CFR5',
      'Without a certificate for the load balancer there is no TLS to it; `aws.fleet.certificate_arn` is for that.',
    )
  }
  return new HttpOrigin(
    isSecure ? nameOf(scope, { stage, entrance }) : entrance.loadBalancer.loadBalancerDnsName,
    {
      protocolPolicy: isSecure ? OriginProtocolPolicy.HTTPS_ONLY : OriginProtocolPolicy.HTTP_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      customHeaders: { [passHeader]: entrance.pass.secretValue.unsafeUnwrap() },
      readTimeout: Duration.seconds(60),
      keepaliveTimeout: Duration.seconds(60),
    },
  )
}

/** CloudFront compares the certificate with the name that it asks for, and the load balancer's own is AWS's. */
function nameOf(scope: Construct, { stage, entrance }: Pick<FrontProps, 'stage' | 'entrance'>): string {
  const { domain } = stage.file.aws ?? {}
  if (domain === undefined) {
    throw new Error(
      'aws.fleet.certificate_arn needs aws.domain: the certificate has to be for a name in it, fleet.NAME',
    )
  }
  const name = `fleet.${domain.name}`
  new ARecord(scope, 'Name', {
    zone: HostedZone.fromHostedZoneAttributes(scope, 'Zone', {
      hostedZoneId: domain.hostedZoneId,
      zoneName: domain.hostedZoneName,
    }),
    recordName: `${name}.`,
    target: RecordTarget.fromAlias(new LoadBalancerTarget(entrance.loadBalancer)),
  })
  return name
}
