/* oxlint-disable vitest/expect-expect -- templates throw what they miss */
import { readFileSync } from 'node:fs'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import type { StageFile } from '../../../src/stage/index.ts'
import { testApp } from '../stacks.fixture.ts'
import { stageOf } from '../stage.ts'
import { nodeCommands } from './cache.ts'
import { FleetStack } from './fleet-stack.ts'

function stackOf(name: string, file: StageFile = {}): FleetStack {
  const stage = stageOf(name, file)
  return new FleetStack(testApp(), 'fleet', {
    stackName: stage.named('fleet'),
    stage,
    issuerUrl: 'https://issuer.example.com',
  })
}

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d'
const domain = { name: 'chat.example.com', hostedZoneId: 'Z0123456789', hostedZoneName: 'example.com' }

// Templates are checked while they are made, which takes seconds; so each is made once.
const dev = stackOf('dev')
const findings = new AwsSolutionsChecks(dev.node.root).validateScope(dev).violations
const template = Template.fromStack(dev)
const secured = stackOf('prod', {
  aws: { domain, fleet: { certificateArn, min: 4, max: 20, cpuPercent: 60 } },
})
const securedFindings = new AwsSolutionsChecks(secured.node.root).validateScope(secured).violations
const prod = Template.fromStack(secured)

const policiesOf = (role: string): readonly unknown[] =>
  Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)

test('the rules of AWS Solutions find nothing that nobody has given a reason for', () => {
  expect([...findings, ...securedFindings]).toEqual([])
})

test('nothing is warned of', () => {
  expect(Annotations.fromStack(dev).findWarning('*', Match.anyValue())).toEqual([])
})

describe('nodes', () => {
  test('have one processor and 2 GB, and the image of the Dockerfile', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '1024',
      Memory: '2048',
      ContainerDefinitions: [
        Match.objectLike({
          Image: { 'Fn::Sub': Match.stringLikeRegexp('container-assets') },
          StopTimeout: 60,
          PortMappings: [
            Match.objectLike({ ContainerPort: 8080 }),
            Match.objectLike({ ContainerPort: 8081 }),
          ],
          LogConfiguration: Match.objectLike({ LogDriver: 'awslogs' }),
        }),
      ],
    })
  })

  test('are 3 to 10, more from 80 % of their processors on', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 3,
      MaxCapacity: 10,
    })
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 80 },
    })
  })

  test('are as many as the stage file says', () => {
    prod.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 4,
      MaxCapacity: 20,
    })
    prod.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 60 },
    })
  })

  test('are in private subnets, and a bad version is taken back', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: Match.absent(),
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    })
  })

  test('have the password of the cache from a secret', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Secrets: [
            { Name: 'STOA_REDIS_PASSWORD', ValueFrom: { Ref: Match.stringLikeRegexp('^CachePassword') } },
          ],
        }),
      ],
    })
  })

  test('may take events from their queues and put some on their bus, and nothing else', () => {
    expect(policiesOf('FleetTaskTaskRole')).toEqual([
      {
        Effect: 'Allow',
        Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
        Resource: [
          { 'Fn::GetAtt': [expect.stringMatching(/^EventsBushub0Queue/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^EventsBushub1Queue/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^EventsBushub2Queue/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^EventsBusnotify0Queue/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^EventsBusnotify1Queue/), 'Arn'] },
          { 'Fn::GetAtt': [expect.stringMatching(/^EventsBuswebchat0Queue/), 'Arn'] },
        ],
      },
      {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/chatBusdevfleet/), 'Arn'] },
      },
    ])
  })

  test('trust the load balancer alone, and are told where clients reach them', () => {
    const variables = JSON.stringify(template.findResources('AWS::ECS::TaskDefinition'))
    expect(variables).toContain('"STOA_TRUSTED_PROXIES","Value":{"Fn::GetAtt":["Vpc')
    expect(variables).toContain('"STOA_PUBLIC_URL"')
    expect(variables).toContain('notify:0')
    expect(variables).toContain('rediss+cluster://stoa:${STOA_REDIS_PASSWORD}@')
    expect(variables).toContain(String.raw`\"event_buses\":{\"chatBus-dev\":\"chatBus-dev-fleet\"}`)
  })
})

describe('the load balancer', () => {
  test('is idle for longer than the server waits with its pings', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'idle_timeout.timeout_seconds', Value: '120' },
        { Key: 'routing.http.xff_header_processing.mode', Value: 'preserve' },
        { Key: 'connection_logs.s3.enabled', Value: 'true' },
      ]),
    })
  })

  test('is reached by CloudFront only, and lets through what ours sends', () => {
    const ingress = Object.entries(template.findResources('AWS::EC2::SecurityGroupIngress'))
    const entrance = ingress.filter(([id]) => id.startsWith('EntranceSecurityGroup'))
    expect(entrance.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({ SourcePrefixListId: expect.anything(), FromPort: 80, ToPort: 80 }),
    ])
    expect(JSON.stringify(template.findResources('AWS::EC2::SecurityGroup'))).not.toContain(
      'SecurityGroupIngress',
    )
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403' } }],
    })
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Conditions: [
        Match.objectLike({ HttpHeaderConfig: Match.objectLike({ HttpHeaderName: 'X-Stoa-Pass' }) }),
      ],
    })
  })

  test('asks nodes whether they live, on their second port', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      HealthCheckPath: '/health/live',
      HealthCheckPort: '8081',
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }]),
    })
  })

  test('speaks TLS with a certificate, under a name that it is for', () => {
    prod.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: certificateArn }],
    })
    prod.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'fleet.chat.example.com.', Type: 'A' })
    prod.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Origins: [
          Match.objectLike({
            DomainName: 'fleet.chat.example.com',
            CustomOriginConfig: Match.objectLike({ OriginProtocolPolicy: 'https-only' }),
          }),
        ],
      },
    })
  })

  test('a certificate without a name is refused', () => {
    expect(() => stackOf('dev', { aws: { fleet: { certificateArn } } })).toThrow('aws.domain')
  })
})

test('CloudFront hands everything on, keeps nothing and wants TLS', () => {
  template.hasResourceProperties('AWS::CloudFront::Distribution', {
    DistributionConfig: {
      DefaultCacheBehavior: {
        AllowedMethods: Match.arrayWith(['GET', 'POST', 'DELETE']),
        // CachingDisabled and AllViewer.
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
        ViewerProtocolPolicy: 'https-only',
      },
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
    },
  })
})

describe('the cache', () => {
  test('is Valkey without servers, for nodes only', () => {
    template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
      Engine: 'valkey',
      ServerlessCacheName: 'stoa-dev-fleet',
      UserGroupId: { Ref: Match.stringLikeRegexp('^CacheUsers') },
      SecurityGroupIds: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^CacheSecurityGroup'), 'GroupId'] }],
    })
    const ingress = Object.entries(template.findResources('AWS::EC2::SecurityGroupIngress'))
    const cache = ingress.filter(([id]) => id.startsWith('CacheSecurityGroup'))
    expect(cache.map(([, { Properties }]) => [Properties.FromPort, Properties.ToPort])).toEqual([
      [6379, 6379],
    ])
  })

  test('knows one user, who may do what docs/fleet.md says a node needs', () => {
    template.hasResourceProperties('AWS::ElastiCache::User', {
      AccessString: `on ~stoa:* resetchannels &stoa:* ${nodeCommands}`,
    })
    expect(readFileSync(new URL('../../../docs/fleet.md', import.meta.url), 'utf8')).toContain(nodeCommands)
  })

  test('has a password that no template has', () => {
    template.hasResourceProperties('AWS::ElastiCache::User', {
      AuthenticationMode: {
        Type: 'password',
        Passwords: [
          { 'Fn::Join': ['', ['{{resolve:secretsmanager:', Match.anyValue(), ':SecretString:::}}']] },
        ],
      },
    })
  })
})

test('the network has two zones, and a log of what it refuses', () => {
  template.resourceCountIs('AWS::EC2::Subnet', 4)
  template.resourceCountIs('AWS::EC2::NatGateway', 1)
  prod.resourceCountIs('AWS::EC2::NatGateway', 2)
  template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT', LogDestinationType: 's3' })
})

describe('events', () => {
  test('of each route come by a queue of its own, with a place for those that fail', () => {
    template.resourceCountIs('AWS::Events::Rule', 6)
    template.resourceCountIs('AWS::SQS::Queue', 12)
    template.resourcePropertiesCountIs('AWS::SQS::Queue', { RedrivePolicy: Match.anyValue() }, 6)
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'chatBus-dev-fleet' })
  })
})

test('people are told of ill nodes, faults, a full fleet and dead letters', () => {
  template.resourceCountIs('AWS::CloudWatch::Alarm', 4 + 6)
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.anyValue() }] })
})

test('logs are kept as long as the stage says', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 })
})

test('what has a name of its own has that of the stage in it', () => {
  expect(JSON.stringify(prod.toJSON())).not.toMatch(/stoa-dev|chatBus-dev/)
})

test('has the output that people look for', () => {
  const [value] = Object.values(template.findOutputs('WebSocketEndpoint'))
  expect(value?.Value['Fn::Join'][1][0]).toBe('wss://')
})
