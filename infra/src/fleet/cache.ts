import { type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2'
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import type { Stage } from '../stage.ts'

export const cachePort = 6379
/** Of the environment of a node. */
export const passwordVariable = 'STOA_REDIS_PASSWORD'

/** What a node may do, and nothing else; `docs/fleet.md` has the same list. */
export const nodeCommands =
  '-@all +@string +@hash +@list +@set +@sortedset +@stream -@dangerous +del +unlink +exists +type +expire +pexpire ' +
  '+pexpireat +ttl +pttl +subscribe +unsubscribe +ssubscribe +sunsubscribe +publish +spublish +evalsha +script|load ' +
  '+time +ping +hello +select +client|info +client|setinfo +client|setname +role +info +cluster|slots +cluster|shards'

/**
 * What the nodes share: Valkey that grows by itself, speaks TLS only, and knows one user. Keys without an end are
 * never evicted from it, and backups are kept for a week where data is to stay.
 */
export class Cache extends Construct {
  readonly securityGroup: SecurityGroup
  readonly password: Secret
  /** Where it is, for nodes that have the password in their environment. */
  readonly url: string

  constructor(scope: Construct, id: string, { stage, vpc }: CacheProps) {
    super(scope, id)
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The cache of the fleet, for its nodes only',
      allowAllOutbound: false,
    })
    this.password = this.passwordOf(stage)
    const cache = new CfnServerlessCache(this, 'Valkey', {
      serverlessCacheName: stage.named('fleet'),
      description: `What the nodes of Stoa share on the stage ${stage.name}`,
      engine: 'valkey',
      majorEngineVersion: '8',
      securityGroupIds: [this.securityGroup.securityGroupId],
      subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      userGroupId: this.users(stage),
      snapshotRetentionLimit: stage.retain ? 7 : 0,
      // So that a mistake does not cost without an end.
      cacheUsageLimits: { dataStorage: { unit: 'GB', maximum: 10 }, ecpuPerSecond: { maximum: 100_000 } },
    })
    cache.applyRemovalPolicy(stage.removalPolicy)
    this.url = `rediss+cluster://stoa:\${${passwordVariable}}@${cache.attrEndpointAddress}:${cachePort}`
  }

  private users(stage: Stage): string {
    const user = new CfnUser(this, 'User', {
      engine: 'valkey',
      userId: stage.named('fleet'),
      userName: 'stoa',
      accessString: `on ~stoa:* resetchannels &stoa:* ${nodeCommands}`,
      authenticationMode: {
        Type: 'password', // CloudFormation follows this reference when it deploys: the template does not have the password.
        Passwords: [this.password.secretValue.unsafeUnwrap()],
      },
    })
    const group = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: stage.named('fleet'),
      userIds: [user.ref],
    })
    return group.ref
  }

  private passwordOf(stage: Stage): Secret {
    const password = new Secret(this, 'Password', {
      description: `Password of Stoa's nodes in their cache, stage ${stage.name}`,
      // It has to be fit for a URL.
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
      removalPolicy: stage.removalPolicy,
    })
    acknowledge(
      password,
      'AwsSolutions-SMG4',
      'It is made up once, and is of use to nobody but the nodes, because nothing else reaches the cache.',
    )
    return password
  }
}

export interface CacheProps {
  readonly stage: Stage
  readonly vpc: IVpc
}
