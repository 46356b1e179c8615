import { type Maker, named, type ResourceType } from './resource-type.ts'

const id =
  (length: number) =>
  (maker: Maker): string =>
    maker.madeUp.lowerCaseId(length)
const withId = (length: number, attribute: string): ResourceType => ({
  name: id(length),
  attributes: { [attribute]: id(length) },
})
const uuid = (maker: Maker): string => maker.madeUp.uuid()
const stageName = (maker: Maker): string => maker.text('StageName') ?? ''

const distributionId = (maker: Maker): string => `E${maker.madeUp.upperCaseId(13)}`
const upperCaseId = (maker: Maker): string => `E${maker.madeUp.upperCaseId(12)}`

const domain: ResourceType = {
  name: (maker) => maker.text('DomainName') ?? '',
  attributes: {
    RegionalDomainName: (maker) => `d-${id(10)(maker)}.execute-api.${maker.region}.amazonaws.com`,
    RegionalHostedZoneId: () => 'Z1UJRXOUMOOFQ8',
  },
}

const poolId = (maker: Maker): string => `${maker.region}_${maker.madeUp.anyCaseId(9)}`
const poolName = (maker: Maker): string => `cognito-idp.${maker.region}.amazonaws.com/${poolId(maker)}`
const aclName = named('Name', 128)

const apiTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGatewayV2::Api': {
    name: id(10),
    attributes: {
      ApiId: id(10),
      ApiEndpoint: (maker) => {
        const scheme = maker.text('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https'
        return `${scheme}://${id(10)(maker)}.execute-api.${maker.region}.amazonaws.com`
      },
    },
  },
  'AWS::ApiGatewayV2::ApiMapping': withId(6, 'ApiMappingId'),
  'AWS::ApiGatewayV2::Authorizer': withId(6, 'AuthorizerId'),
  'AWS::ApiGatewayV2::Deployment': withId(6, 'DeploymentId'),
  'AWS::ApiGatewayV2::DomainName': domain,
  'AWS::ApiGatewayV2::Integration': withId(7, 'IntegrationId'),
  'AWS::ApiGatewayV2::IntegrationResponse': withId(7, 'IntegrationResponseId'),
  'AWS::ApiGatewayV2::Model': withId(6, 'ModelId'),
  'AWS::ApiGatewayV2::Route': withId(7, 'RouteId'),
  'AWS::ApiGatewayV2::RouteResponse': withId(7, 'RouteResponseId'),
  'AWS::ApiGatewayV2::Stage': { name: stageName },
  'AWS::ApiGateway::Account': { name: id(10), attributes: { Id: id(10) } },
  'AWS::ApiGateway::Authorizer': withId(6, 'AuthorizerId'),
  'AWS::ApiGateway::Deployment': withId(6, 'DeploymentId'),
  'AWS::ApiGateway::DomainName': domain,
  'AWS::ApiGateway::BasePathMapping': { name: id(10) },
  'AWS::ApiGateway::GatewayResponse': { name: id(10), attributes: { Id: id(10) } },
  'AWS::ApiGateway::Method': { name: id(10) },
  'AWS::ApiGateway::Model': { name: named('Name') },
  'AWS::ApiGateway::RequestValidator': withId(6, 'RequestValidatorId'),
  'AWS::ApiGateway::Resource': withId(6, 'ResourceId'),
  'AWS::ApiGateway::RestApi': {
    name: id(10),
    attributes: {
      RestApiId: id(10),
      RootResourceId: (maker) => maker.madeUp.lowerCaseId(20).slice(10),
    },
  },
  'AWS::ApiGateway::Stage': { name: stageName },
}

const siteTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudFront::CachePolicy': { name: uuid, attributes: { Id: uuid } },
  'AWS::CloudFront::Distribution': {
    name: distributionId,
    arn: (maker) => `arn:aws:cloudfront::${maker.accountId}:distribution/${distributionId(maker)}`,
    attributes: {
      Id: distributionId,
      DomainName: (maker) => `d${maker.madeUp.lowerCaseId(13)}.cloudfront.net`,
    },
  },
  'AWS::CloudFront::Function': {
    name: named('Name'),
    attributes: {
      FunctionARN: (maker) => `arn:aws:cloudfront::${maker.accountId}:function/${named('Name')(maker)}`,
    },
  },
  'AWS::CloudFront::OriginAccessControl': { name: upperCaseId, attributes: { Id: upperCaseId } },
  'AWS::CloudFront::OriginRequestPolicy': { name: uuid, attributes: { Id: uuid } },
  'AWS::CloudFront::ResponseHeadersPolicy': { name: uuid, attributes: { Id: uuid } },
  'AWS::CertificateManager::Certificate': {
    name: uuid,
    ref: (maker) => maker.arn('acm', `certificate/${uuid(maker)}`),
  },
  'AWS::Route53::RecordSet': { name: (maker) => maker.text('Name') ?? '' },
  'AWS::WAFv2::WebACL': {
    name: aclName,
    ref: (maker) => `${aclName(maker)}|${uuid(maker)}|${maker.text('Scope') ?? ''}`,
    arn: (maker) => {
      const scope = maker.text('Scope') === 'CLOUDFRONT' ? 'global' : 'regional'
      return maker.arn('wafv2', `${scope}/webacl/${aclName(maker)}/${uuid(maker)}`)
    },
    attributes: { Id: uuid },
  },
  'AWS::WAFv2::WebACLAssociation': { name: uuid },
  'AWS::WAFv2::LoggingConfiguration': { name: uuid },
}

const userTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Cognito::IdentityPool': {
    name: (maker) => `${maker.region}:${uuid(maker)}`,
    attributes: { Name: named('IdentityPoolName', 128) },
  },
  'AWS::Cognito::IdentityPoolRoleAttachment': { name: uuid },
  'AWS::Cognito::UserPool': {
    name: poolId,
    arn: (maker) => maker.arn('cognito-idp', `userpool/${poolId(maker)}`),
    attributes: {
      UserPoolId: poolId,
      ProviderName: poolName,
      ProviderURL: (maker) => `https://${poolName(maker)}`,
    },
  },
  'AWS::Cognito::UserPoolClient': { name: id(26), attributes: { ClientId: id(26) } },
  'AWS::Cognito::UserPoolDomain': { name: (maker) => maker.text('Domain') ?? '' },
  'AWS::Cognito::UserPoolGroup': { name: (maker) => maker.text('GroupName') ?? '' },
  'AWS::Cognito::UserPoolUser': { name: (maker) => maker.text('Username') ?? uuid(maker) },
  'AWS::Cognito::UserPoolUserToGroupAttachment': { name: uuid },
}

/** API Gateway, CloudFront with what belongs to it, and Cognito. */
export const webTypes: Readonly<Record<string, ResourceType>> = { ...apiTypes, ...siteTypes, ...userTypes }
