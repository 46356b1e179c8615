import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Stage } from '../stage.ts'

/** Users with their names, secrets and links to other logins. `docs/dynamodb.md` says what is in an item. */
export const userTable = (scope: Construct, stage: Stage): Table =>
  new Table(scope, 'Users', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    timeToLiveAttribute: 'ttl',
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: stage.retain,
    removalPolicy: stage.removalPolicy,
  })
