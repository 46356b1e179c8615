import { onTestFinished } from 'vitest'
import { systemClock, systemIds } from '../../stores/index.ts'
import { assemblyFolder } from '../template/assembly.fixture.ts'
import type { Model, Resource } from '../template/index.ts'
import { type Aws, type AwsOptions, openAws } from './index.ts'

export interface OpenedFixture {
  readonly resources: Readonly<Record<string, object>>
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What the function `Caller` may do. */
  readonly allowed?: readonly object[]
  readonly options?: Partial<AwsOptions>
}

/** AWS with a function `Caller` in the stack `app`. It stops with the test. */
export async function openedAws({ resources, assets, allowed = [], options }: OpenedFixture): Promise<Aws> {
  const template = { Resources: { ...callerWith(allowed), ...resources } }
  const out = assemblyFolder({ stacks: { app: template }, ...(assets === undefined ? {} : { assets }) })
  const aws = await openAws({ out, clock: systemClock(), ids: systemIds(), ...options })
  onTestFinished(() => aws.stop())
  return aws
}

/** What a client of the SDK takes to call as the function `Caller`. */
export function asCaller(aws: Aws) {
  return {
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: aws.credentialsOf(resource(aws.model, 'Caller')),
    maxAttempts: 1,
  }
}

export function resource(model: Model, logicalId: string): Resource {
  const found = model.resources.find((one) => one.logicalId === logicalId)
  if (found === undefined) throw new Error(`there is no ${logicalId}`)
  return found
}

export const allow = (Action: string | readonly string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
})

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })

function callerWith(Statement: readonly object[]) {
  const trusted = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'lambda.amazonaws.com' },
  }
  return {
    CallerRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [trusted] },
        ManagedPolicyArns: [
          { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
        ],
      },
    },
    CallerPolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'Caller',
        PolicyDocument: { Statement },
        Roles: [{ Ref: 'CallerRole' }],
      },
    },
    Caller: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'caller', Role: arnOf('CallerRole'), Code: { ZipFile: '' } },
    },
  }
}
