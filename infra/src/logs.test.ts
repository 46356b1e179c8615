import { describe, expect, test } from 'vitest'
import { everything } from './everything.fixture.ts'

const { resources } = everything()

const textsOf = (type: string): readonly string[] =>
  resources.filter((one) => one.type === type).map(({ properties }) => JSON.stringify(properties))

/** What a log could call a query, or what else of a client's tokens come in. */
const secretive = /query|cookie|referer|authorization|\$input|\$context\.authorizer|header/i

describe('no log has the tokens of clients, which are in queries:', () => {
  test.each(['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'])('not that of a %s', (type) => {
    const stages = textsOf(type)
    expect(stages.length).toBeGreaterThan(0)
    for (const stage of stages) {
      expect(stage).toMatch(/"AccessLogSettings?":/)
      expect(stage).not.toMatch(secretive)
      expect(stage).not.toContain('"DataTraceEnabled":true')
    }
  })

  test('not the older log of CloudFront, which always has queries', () => {
    const distributions = textsOf('AWS::CloudFront::Distribution')
    expect(distributions).toHaveLength(3)
    for (const distribution of distributions) expect(distribution).not.toContain('"Logging"')
  })

  test('not what is delivered of CloudFront', () => {
    const deliveries = textsOf('AWS::Logs::Delivery')
    expect(deliveries.length).toBeGreaterThan(0)
    for (const delivery of deliveries) {
      expect(delivery).toContain('"cs-uri-stem"')
      expect(delivery).not.toMatch(/cs-uri-query|cs\(|cs-header|cs-cookie|log-data/i)
    }
  })

  test('not that of a load balancer, which tells of connections alone', () => {
    const [balancer] = textsOf('AWS::ElasticLoadBalancingV2::LoadBalancer')
    expect(balancer).toContain('{"Key":"connection_logs.s3.enabled","Value":"true"}')
    expect(balancer).not.toContain('access_logs')
  })

  test('not that of a firewall, and it keeps no samples', () => {
    const logging = textsOf('AWS::WAFv2::LoggingConfiguration')
    const walls = textsOf('AWS::WAFv2::WebACL')
    expect(logging).toHaveLength(walls.length)
    for (const log of logging) expect(log).toContain('"RedactedFields":[{"QueryString":{}}')
    for (const wall of walls) expect(wall).not.toContain('"SampledRequestsEnabled":true')
  })

  test('and there is no other kind of log that has requests', () => {
    const kinds = resources.map(({ type }) => type).filter((type) => /Log|Trail|Vended/.test(type))
    const known = [
      'FlowLog',
      'LogGroup',
      'LoggingConfiguration',
      'Delivery',
      'DeliverySource',
      'DeliveryDestination',
    ]
    expect(kinds.filter((type) => !known.includes(type.split('::')[2] ?? ''))).toEqual([])
  })
})
