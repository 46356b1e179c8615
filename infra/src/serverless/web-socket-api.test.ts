import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { stageOf } from '../stage.ts'
import { definitionsOf } from './definitions.ts'
import { countOf, resourcesOf, templateOf } from './serverless.fixture.ts'

const template = templateOf('dev')
const definitions = definitionsOf(stageOf('dev'))

const apiIdOf = (name: string): string =>
  Object.keys(
    template.findResources('AWS::ApiGatewayV2::Api', { Properties: { Name: `stoa-dev-${name}` } }),
  )[0] ?? ''

const ofApi = (type: string, name: string) =>
  resourcesOf(template, type).filter(({ properties }) => {
    const { ApiId } = properties
    return JSON.stringify(ApiId) === JSON.stringify({ Ref: apiIdOf(name) })
  })

describe.each(definitions)('$name on API Gateway', ({ name, api, hasDefault, stageName }) => {
  const keys = ofApi('AWS::ApiGatewayV2::Route', name).map(({ properties }) => properties.RouteKey)

  test('has the routes of its definition', () => {
    const around = ['$connect', '$disconnect', ...(hasDefault ? ['$default'] : [])]
    expect(keys.map(String).toSorted()).toEqual([...around, ...Object.keys(api.routes)].toSorted())
  })

  test('selects routes as its definition does', () => {
    expect(
      countOf(template, 'AWS::ApiGatewayV2::Api', {
        Name: `stoa-dev-${name}`,
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: api.selector,
      }),
    ).toBeGreaterThan(0)
  })

  test('has one integration, which its routes share, and which may call the function', () => {
    const [integration, ...more] = ofApi('AWS::ApiGatewayV2::Integration', name)
    expect(more).toEqual([])
    const targets = ofApi('AWS::ApiGatewayV2::Route', name).map(({ properties }) => properties.Target)
    const target = { 'Fn::Join': ['', ['integrations/', { Ref: integration?.id }]] }
    expect(targets).toEqual(targets.map(() => target))
    expect(
      countOf(template, 'AWS::Lambda::Permission', {
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Join': ['', Match.arrayWith([{ Ref: apiIdOf(name) }, `/${stageName}/*`])] },
      }),
    ).toBeGreaterThan(0)
  })

  test('logs who came, and nothing that was said', () => {
    const [stage] = ofApi('AWS::ApiGatewayV2::Stage', name)
    expect(stage?.properties).toMatchObject({
      StageName: stageName,
      AutoDeploy: true,
      DefaultRouteSettings: {
        DataTraceEnabled: false,
        LoggingLevel: 'ERROR',
        ThrottlingBurstLimit: 5_000,
        ThrottlingRateLimit: 10_000,
      },
    })
    expect(JSON.stringify(stage?.properties)).not.toMatch(/query|header|\$input|body/i)
  })

  test('has bodies checked, unless their faults are its own to word', () => {
    const models = ofApi('AWS::ApiGatewayV2::Model', name)
    expect(models).toHaveLength(['chat', 'hub'].includes(name) ? 0 : Object.keys(api.routes).length)
  })
})

describe('who may connect', () => {
  test.each([
    ['chat', undefined],
    ['relay', ['route.request.querystring.Authorization']],
    ['notify', undefined],
    ['lobby', undefined],
    ['hub', undefined],
  ])('%s asks a function', (name, sources) => {
    const [authorizer] = ofApi('AWS::ApiGatewayV2::Authorizer', name)
    expect(authorizer?.properties).toMatchObject({ AuthorizerType: 'REQUEST' })
    expect(authorizer?.properties.IdentitySource).toEqual(sources)
    const connect = ofApi('AWS::ApiGatewayV2::Route', name).find(
      ({ properties }) => properties.RouteKey === '$connect',
    )
    expect(connect?.properties).toMatchObject({
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: authorizer?.id },
    })
  })

  test('everybody may connect to the web chat', () => {
    expect(ofApi('AWS::ApiGatewayV2::Authorizer', 'webchat')).toEqual([])
    const connect = ofApi('AWS::ApiGatewayV2::Route', 'webchat').find(
      ({ properties }) => properties.RouteKey === '$connect',
    )
    expect(connect?.properties.AuthorizationType).toBe('NONE')
  })
})
