import { CfnApiMapping, DomainName, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager'
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets'
import { Construct } from 'constructs'
import type { AwsDomainStage } from '../../../src/stage/index.ts'
import type { WebSocketApi } from './web-socket-api.ts'

export interface DomainProps {
  readonly domain: AwsDomainStage
  readonly apis: readonly WebSocketApi[]
}

/** Names of one's own for the APIs, each `<api>.<name>`, with a certificate for all of them. */
export class Domain extends Construct {
  private readonly name: string

  constructor(scope: Construct, id: string, { domain, apis }: DomainProps) {
    super(scope, id)
    this.name = domain.name
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: domain.hostedZoneId,
      zoneName: domain.hostedZoneName,
    })
    const certificate = this.certificate(domain, zone)
    for (const api of apis) this.give(api, certificate, zone)
  }

  /** What clients connect to: the stage is behind the name, so there is no path. */
  hostOf({ definition }: WebSocketApi): string {
    return `${definition.name}.${this.name}`
  }

  private certificate({ certificateArn }: AwsDomainStage, zone: IHostedZone): ICertificate {
    if (certificateArn !== undefined)
      return Certificate.fromCertificateArn(this, 'Certificate', certificateArn)
    return new Certificate(this, 'Certificate', {
      domainName: `*.${this.name}`,
      validation: CertificateValidation.fromDns(zone),
    })
  }

  private give(api: WebSocketApi, certificate: ICertificate, zone: IHostedZone): void {
    const { name } = api.definition
    const domain = new DomainName(this, name, {
      domainName: this.hostOf(api),
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    })
    const mapping = new CfnApiMapping(this, `${name}-mapping`, {
      apiId: api.api.ref,
      domainName: domain.name,
      stage: api.deployed.ref,
    })
    mapping.node.addDependency(domain)
    const target = RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId),
    )
    new ARecord(this, `${name}-a`, { zone, recordName: this.hostOf(api), target })
    new AaaaRecord(this, `${name}-aaaa`, { zone, recordName: this.hostOf(api), target })
  }
}
