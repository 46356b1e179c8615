import type { Stage as ApiStage } from 'aws-cdk-lib/aws-apigateway'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2'
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Stage } from '../stage.ts'

/** Requests of one address in 5 minutes. */
const requestsPerAddress = 1_000

/**
 * What stands in front of the logins: AWS's common rules, and a limit for each address. It keeps no samples of requests, and
 * its log has no queries, because tokens and secrets are in them.
 */
export class Firewall extends Construct {
  /** How CloudWatch knows it. */
  readonly metricName: string

  constructor(scope: Construct, id: string, { stage, apiStage }: FirewallProps) {
    super(scope, id)
    this.metricName = stage.named('identity')
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      name: this.metricName,
      description: `In front of the logins of Stoa on the stage ${stage.name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: counted(this.metricName),
      rules: [commonRules, ratePerAddress],
    })
    const association = new CfnWebACLAssociation(this, 'Association', {
      resourceArn: apiStage.stageArn,
      webAclArn: webAcl.attrArn,
    })
    association.node.addDependency(apiStage)
    this.log(stage, webAcl)
  }

  private log(stage: Stage, webAcl: CfnWebACL): void {
    const logs = new LogGroup(this, 'Logs', {
      // WAF writes to no log group of another name.
      logGroupName: `aws-waf-logs-${stage.named('identity')}`,
      retention: stage.logRetentionDays,
      // A log that stayed would be in the way of the next deployment, because of its name.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: webAcl.attrArn,
      // Without the `:*` that the attribute of a log group ends in.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logs.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: [
        { queryString: {} },
        { singleHeader: { Name: 'authorization' } },
        { singleHeader: { Name: 'cookie' } },
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    })
  }
}

export interface FirewallProps {
  readonly stage: Stage
  readonly apiStage: ApiStage
}

const counted = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
})

const commonRules: CfnWebACL.RuleProperty = {
  name: 'CommonRules',
  priority: 0,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet' } },
  visibilityConfig: counted('CommonRules'),
}

const ratePerAddress: CfnWebACL.RuleProperty = {
  name: 'RatePerAddress',
  priority: 1,
  action: { block: {} },
  statement: {
    rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: 'IP', evaluationWindowSec: 300 },
  },
  visibilityConfig: counted('RatePerAddress'),
}
