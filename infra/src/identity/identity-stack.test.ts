/* oxlint-disable vitest/expect-expect -- templates throw what they miss */
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import type { AwsStage } from '../../../src/stage/index.ts'
import { testApp, testBundles } from '../stacks.fixture.ts'
import { stageOf } from '../stage.ts'
import { IdentityStack } from './identity-stack.ts'

function stackOf(name: string, aws: AwsStage = {}): IdentityStack {
  const stage = stageOf(name, { aws })
  return new IdentityStack(testApp(), 'identity', {
    stackName: stage.named('identity'),
    stage,
    bundles: testBundles,
  })
}

// Templates are checked while they are made, which takes seconds; so each is made once.
const dev = stackOf('dev')
const findings = new AwsSolutionsChecks(dev.node.root).validateScope(dev).violations
const template = Template.fromStack(dev)
const providersSecretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:stoa-providers-AbCdEf'
const prod = Template.fromStack(stackOf('prod', { providersSecretArn, alarmEmail: 'ops@example.com' }))

const names = (): string[] => JSON.stringify(template.toJSON()).match(/stoa-dev-[\w-]+/g) ?? []

function statementsOf(role: string): readonly unknown[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
    id.startsWith(role),
  )
  return policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
}

test('the rules of AWS Solutions find nothing that nobody has given a reason for', () => {
  expect(findings).toEqual([])
})

test('nothing is warned of', () => {
  expect(Annotations.fromStack(dev).findWarning('*', Match.anyValue())).toEqual([])
})

describe('logins', () => {
  test('every path and method goes to one function', () => {
    template.resourceCountIs('AWS::ApiGateway::Method', 2)
    template.allResourcesProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      Integration: { Type: 'AWS_PROXY' },
    })
    template.hasResourceProperties('AWS::ApiGateway::Resource', { PathPart: '{proxy+}' })
  })

  test('URLs begin with /prod', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'prod', TracingEnabled: true })
    template.hasOutput('LoginEndpoint', {})
  })

  test('no log has queries, headers or bodies', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      AccessLogSetting: { Format: Match.not(Match.stringLikeRegexp('query|header|body|authorizer')) },
      MethodSettings: [Match.objectLike({ DataTraceEnabled: false, LoggingLevel: 'ERROR' })],
    })
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: Match.arrayWith([{ QueryString: {} }]),
    })
    template.allResourcesProperties('AWS::WAFv2::WebACL', {
      VisibilityConfig: { SampledRequestsEnabled: false },
    })
  })

  test('the function may use its table and read its keys, and nothing else', () => {
    expect(statementsOf('Logins')).toEqual([
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      expect.objectContaining({ Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] }),
      {
        Effect: 'Allow',
        Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Users/), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: expect.stringMatching(/^KeysSecret/) },
      },
    ])
  })

  test('secrets of providers are read only where there are any', () => {
    const environment = {
      Environment: { Variables: Match.objectLike({ PROVIDERS_SECRET_ARN: providersSecretArn }) },
    }
    prod.hasResourceProperties('AWS::Lambda::Function', environment)
    template.resourcePropertiesCountIs('AWS::Lambda::Function', environment, 0)
  })
})

describe('the firewall', () => {
  test('has the common rules and 1000 requests in 5 minutes for an address', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      Rules: [
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' },
          },
        }),
        Match.objectLike({
          Action: { Block: {} },
          Statement: {
            RateBasedStatement: { Limit: 1000, AggregateKeyType: 'IP', EvaluationWindowSec: 300 },
          },
        }),
      ],
    })
  })

  test('stands in front of the stage of the logins', () => {
    template.hasResource('AWS::WAFv2::WebACLAssociation', {
      DependsOn: [Match.stringLikeRegexp('Stageprod')],
    })
  })
})

describe('the issuer', () => {
  test('is a private bucket that only its distribution reads, over TLS', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only' },
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    })
    template.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1)
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      BucketEncryption: Match.anyValue(),
    })
  })

  test('an answer is kept for a minute at most', () => {
    template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: { MinTTL: 0, DefaultTTL: 0, MaxTTL: 60 },
    })
  })
})

describe('keys', () => {
  test('there is a new one every week, and the first one with the stack alone', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(7 days)' })
    template.hasResourceProperties('Custom::Trigger', { ExecuteOnHandlerChange: false })
  })

  test('the function may change its secret and write the documents of the issuer', () => {
    expect(statementsOf('KeysGenerateKeys').slice(2)).toEqual([
      expect.objectContaining({
        Action: [
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: { Ref: expect.stringMatching(/^KeysSecret/) },
      }),
      expect.objectContaining({
        Action: 's3:PutObject',
        Resource: { 'Fn::Join': ['', [expect.anything(), '/.well-known/*']] },
      }),
    ])
  })

  test('a secret begins without keys', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { SecretStringTemplate: '{}' },
    })
  })
})

describe('users', () => {
  test('are encrypted, paid by use, and can be brought back', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    })
  })

  test('outlive the stack of prod, and not that of another stage', () => {
    prod.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    })
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' })
  })
})

describe('people', () => {
  test('see on a dashboard of the stage who came and who could not', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'stoa-dev-PlayerIdentityDashboard',
    })
    const text = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'))
    for (const metric of ['UserAlreadyExists', 'UnsuccessfulUserCreation', 'BlockedRequests']) {
      expect(text).toContain(metric)
    }
  })

  test('are told of every alarm, by e-mail if the stage says so', () => {
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [{ Ref: Match.anyValue() }] })
    prod.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' })
    template.resourceCountIs('AWS::SNS::Subscription', 0)
  })
})

test('logs are kept as long as the stage says', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 })
})

test('what has a name of its own has that of the stage in it', () => {
  expect(new Set(names())).toEqual(
    new Set([
      'stoa-dev-identity',
      'stoa-dev-issuer',
      'stoa-dev-GenerateKeys',
      'stoa-dev-PlayerIdentityDashboard',
    ]),
  )
  expect(JSON.stringify(prod.toJSON())).not.toContain('stoa-dev')
})

test('has the outputs that people look for', () => {
  expect(Object.keys(template.toJSON().Outputs).sort()).toEqual([
    'GenerateKeysFunctionName',
    'IssuerEndpointUrl',
    'LoginEndpoint',
  ])
})
