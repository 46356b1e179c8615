import { matchesWildcard } from '../../integration/wildcard.ts'
import { type Fields, type Model, textOf } from '../template/index.ts'

/** Whether a service may invoke a function for something of its own, by an `AWS::Lambda::Permission`. */
export function lambdaPermits(
  model: Model,
  functionArn: string,
  service: string,
  sourceArn: string,
): boolean {
  return model.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const { Principal: principal, SourceAccount: account } = properties
    return (
      isOf(properties, functionArn) &&
      matchesWildcard((textOf(properties.Action) ?? '').toLowerCase(), 'lambda:invokefunction') &&
      textOf(principal) === service &&
      (properties.SourceArn === undefined ||
        matchesWildcard(textOf(properties.SourceArn) ?? '', sourceArn)) &&
      (account === undefined || textOf(account) === model.accountId)
    )
  })
}

/** A permission names its function, or has its ARN. */
function isOf({ FunctionName }: Fields, functionArn: string): boolean {
  const given = textOf(FunctionName)
  return given !== undefined && (given === functionArn || functionArn.endsWith(`:function:${given}`))
}
