import { messagingTypes } from './messaging-types.ts'
import { named, type ResourceType } from './resource-type.ts'
import { webTypes } from './web-types.ts'

const id = (maker: { readonly madeUp: { uuid(): string } }): string => maker.madeUp.uuid()
const onlyId: ResourceType = { name: id }

const tableName = named('TableName', 255)
const functionName = named('FunctionName')
const roleName = named('RoleName')
const bucketName = (maker: Parameters<ResourceType['name']>[0]): string =>
  maker.text('BucketName') ?? maker.madeUp.lowerCaseName(63)
const logGroupName = named('LogGroupName', 512)

const table: ResourceType = {
  name: tableName,
  arn: (maker) => maker.arn('dynamodb', `table/${tableName(maker)}`),
  attributes: {
    StreamArn: (maker) => maker.arn('dynamodb', `table/${tableName(maker)}/stream/2024-01-01T00:00:00.000`),
    TableId: id,
  },
}

const layer: ResourceType = {
  name: named('LayerName'),
  ref: (maker) => maker.arn('lambda', `layer:${named('LayerName')(maker)}:1`),
}

const functionVersion: ResourceType = {
  name: (maker) => `${maker.text('FunctionName') ?? ''}:1`,
  ref: (maker) => maker.arn('lambda', `function:${maker.text('FunctionName') ?? ''}:1`),
  attributes: { Version: () => '1' },
}

const computeTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': {
    name: functionName,
    arn: (maker) => maker.arn('lambda', `function:${functionName(maker)}`),
  },
  'AWS::Lambda::Version': functionVersion,
  'AWS::Lambda::LayerVersion': layer,
  'AWS::Lambda::EventSourceMapping': { name: id, attributes: { Id: id } },
  'AWS::Lambda::Permission': onlyId,
  'AWS::Lambda::EventInvokeConfig': onlyId,
  'AWS::IAM::Role': {
    name: roleName,
    arn: (maker) => `arn:aws:iam::${maker.accountId}:role${maker.text('Path') ?? '/'}${roleName(maker)}`,
    attributes: { RoleId: (maker) => `AROA${maker.madeUp.upperCaseId(17)}` },
  },
  'AWS::IAM::Policy': { name: named('PolicyName', 128), attributes: { Id: id } },
  'AWS::IAM::ManagedPolicy': {
    name: named('ManagedPolicyName', 128),
    ref: (maker) => `arn:aws:iam::${maker.accountId}:policy/${named('ManagedPolicyName', 128)(maker)}`,
  },
  'AWS::Logs::LogGroup': {
    name: logGroupName,
    arn: (maker) => maker.arn('logs', `log-group:${logGroupName(maker)}:*`),
  },
  'AWS::Logs::MetricFilter': { name: named('FilterName') },
  'AWS::Logs::ResourcePolicy': { name: named('PolicyName') },
  'AWS::Logs::Delivery': { name: id },
  'AWS::Logs::DeliveryDestination': { name: named('Name') },
  'AWS::Logs::DeliverySource': { name: named('Name') },
}

const storeTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::S3::Bucket': {
    name: bucketName,
    arn: (maker) => `arn:aws:s3:::${bucketName(maker)}`,
    attributes: {
      DomainName: (maker) => `${bucketName(maker)}.s3.amazonaws.com`,
      RegionalDomainName: (maker) => `${bucketName(maker)}.s3.${maker.region}.amazonaws.com`,
      DualStackDomainName: (maker) => `${bucketName(maker)}.s3.dualstack.${maker.region}.amazonaws.com`,
      WebsiteURL: (maker) => `http://${bucketName(maker)}.s3-website-${maker.region}.amazonaws.com`,
    },
  },
  'AWS::S3::BucketPolicy': { name: (maker) => maker.text('Bucket') ?? '' },
  'AWS::KMS::Key': {
    name: id,
    arn: (maker) => maker.arn('kms', `key/${id(maker)}`),
    attributes: { KeyId: id },
  },
  'AWS::KMS::Alias': { name: (maker) => maker.text('AliasName') ?? '' },
  'AWS::SSM::Parameter': {
    name: named('Name', 1_011),
    attributes: {
      Type: (maker) => maker.text('Type') ?? '',
      Value: (maker) => maker.text('Value') ?? '',
    },
  },
}

const customTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::CDK::Metadata': onlyId,
  'AWS::CloudFormation::CustomResource': onlyId,
  'Custom::CDKBucketDeployment': {
    name: id,
    attributes: {
      DestinationBucketArn: (maker) => `arn:aws:s3:::${maker.text('DestinationBucketName') ?? ''}`,
    },
  },
}

const types: Readonly<Record<string, ResourceType>> = {
  ...computeTypes,
  ...storeTypes,
  ...messagingTypes,
  ...webTypes,
  ...customTypes,
}

/** What is known of a type. Custom resources have an id, and nothing else is known of them. */
export function resourceTypeOf(type: string): ResourceType | undefined {
  return types[type] ?? (type.startsWith('Custom::') ? onlyId : undefined)
}
