import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemIds } from '../../stores/index.ts'
import { type AssemblyFixture, assemblyFolder } from './assembly.fixture.ts'
import { type Model, readModel, TemplateProblem } from './index.ts'

function model(stacks: AssemblyFixture['stacks'], assets: AssemblyFixture['assets'] = {}): Model {
  return readModel({ out: assemblyFolder({ stacks, assets }), ids: systemIds() })
}

/** What a value of a template becomes, beside a table named `things` and a queue. */
function resolved(value: unknown, more: object = {}): unknown {
  const { resources } = model({
    app: {
      Parameters: { Colour: { Type: 'String', Default: 'red' }, Needed: { Type: 'String' } },
      Mappings: { Sizes: { 'us-east-1': { small: 's' } } },
      Conditions: {
        Yes: { 'Fn::Equals': [{ Ref: 'Colour' }, 'red'] },
        No: { 'Fn::Not': [{ Condition: 'Yes' }] },
        Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
        Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      },
      Resources: {
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'things' } },
        Queue: { Type: 'AWS::SQS::Queue' },
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { Name: 'jwt', SecretString: '{"signature":"abc"}' },
        },
        Holder: { Type: 'AWS::CDK::Metadata', Properties: { value } },
        ...more,
      },
    },
  })
  return resources.find(({ logicalId }) => logicalId === 'Holder')?.properties.value
}

test.each([
  ['Ref of a resource', { Ref: 'Table' }, 'things'],
  ['Ref of a parameter', { Ref: 'Colour' }, 'red'],
  ['pseudo-parameters', { 'Fn::Sub': '${AWS::AccountId} ${AWS::Region}' }, '000000000000 us-east-1'],
  ['GetAtt', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/things'],
  ['GetAtt as a text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/things'],
  ['Sub with names', { 'Fn::Sub': ['${a}-${Table}-${!b}', { a: { Ref: 'Colour' } }] }, 'red-things-${b}'],
  ['Join of a list', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-things'],
  ['Select of a Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
  ['If that holds', { 'Fn::If': ['Yes', 1, 2] }, 1],
  ['If that does not', { 'Fn::If': ['No', 1, 2] }, 2],
  ['And', { 'Fn::If': ['Both', 1, 2] }, 2],
  ['Or', { 'Fn::If': ['Either', 1, 2] }, 1],
  ['no value', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
  ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, 's'],
  [
    'a member of a secret',
    { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:signature::}}']] },
    'abc',
  ],
])('%s is resolved', (_label, value, expected) => {
  expect(resolved(value)).toEqual(expected)
})

test.each([
  ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/16'] }, 'Fn::Cidr is not known here'],
  [
    'an unknown attribute',
    { 'Fn::GetAtt': ['Table', 'Colour'] },
    'the attribute Colour of a AWS::DynamoDB::Table',
  ],
  ['a resource that is not there', { Ref: 'Nothing' }, 'there is no Nothing in the template'],
  ['a parameter without a default', { Ref: 'Needed' }, 'the parameter Needed has no default'],
  ['an export that nobody has', { 'Fn::ImportValue': 'x' }, 'no stack exports x'],
  ['nothing mapped', { 'Fn::FindInMap': ['Sizes', 'x', 'y'] }, 'nothing is mapped at Sizes.x.y'],
])('%s is a problem that names resource and property', (_label, value, reason) => {
  const failing = () => resolved({ inner: [value] })
  expect(failing).toThrow(TemplateProblem)
  expect(failing).toThrow(`value.inner.0 of app/Holder: ${reason}`)
})

test('a type that is not known is a problem where something refers to it', () => {
  const more = { Odd: { Type: 'AWS::Odd::Thing' } }
  expect(() => resolved({ Ref: 'Odd' }, more)).toThrow('what a AWS::Odd::Thing gives is not known here')
})

describe('names that AWS makes up', () => {
  const stack = (name: string) => model({ [name]: { Resources: { Q: { Type: 'AWS::SQS::Queue' } } } })

  test('are those of stack and resource, and the same each time', () => {
    const [first, second] = [stack('app'), stack('app')].map(({ resources }) => resources[0]?.name)
    expect(first).toMatch(/^app-Q-[A-Z0-9]{12}$/)
    expect(second).toBe(first)
  })

  test('differ between stacks', () => {
    expect(stack('one').resources[0]?.name).not.toBe(stack('two').resources[0]?.name)
  })

  test('are as long as the type permits', () => {
    const name = 'a-very-long-name-of-a-stack-that-somebody-liked'
    const logicalId = 'AVeryLongNameOfAFunctionThatNobodyLiked'
    const { resources } = model({ [name]: { Resources: { [logicalId]: { Type: 'AWS::Lambda::Function' } } } })
    expect(resources[0]?.name).toHaveLength(64)
  })
})

test('a queue has its URL below the address that it is given', () => {
  const out = assemblyFolder({
    stacks: { app: { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } } } },
  })
  const opened = readModel({ out, ids: systemIds(), queueUrlBase: 'http://127.0.0.1:9' })
  expect(opened.resources[0]?.ref).toBe('http://127.0.0.1:9/000000000000/jobs')
})

test('one stack imports what another exports', () => {
  const opened = model({
    one: {
      Resources: { T: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'things' } } },
      Outputs: { Table: { Value: { Ref: 'T' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:T' } } } },
    },
    two: { Outputs: { Imported: { Value: { 'Fn::ImportValue': 'one:T' } } } },
  })
  expect(opened.output('Imported')).toBe('things')
  expect(opened.problems()).toEqual([])
})

test('a resource whose condition does not hold is not there', () => {
  const opened = model({
    app: {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Q: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
    },
  })
  expect(opened.resources).toEqual([])
})

test('the code of a function is the folder of its asset', () => {
  const opened = model(
    {
      app: {
        Resources: {
          F: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: 'code.zip' } } },
        },
      },
    },
    { 'code.zip': { 'index.mjs': 'export {}' } },
  )
  const [lambda] = opened.ofType('AWS::Lambda::Function')
  expect(lambda && opened.codeFolder(lambda)).toBe(join(opened.out, 'asset.0'))
})

test('a generated secret is drawn once, with the characters that are asked for', () => {
  const GenerateSecretString = {
    SecretStringTemplate: '{"user":"ada"}',
    GenerateStringKey: 'password',
    PasswordLength: 20,
    ExcludePunctuation: true,
  }
  const opened = model({
    app: { Resources: { S: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString } } } },
  })
  const [secret] = opened.ofType('AWS::SecretsManager::Secret')
  const text = secret && opened.secretString(secret)
  expect(JSON.parse(text ?? '')).toEqual({
    user: 'ada',
    password: expect.stringMatching(/^[a-zA-Z0-9]{20}$/),
  })
  expect(secret && opened.secretString(secret)).toBe(text)
})

test('all problems of a template are told', () => {
  const opened = model({
    app: {
      Resources: { A: { Type: 'AWS::CDK::Metadata', Properties: { x: { Ref: 'Gone' } } } },
      Outputs: { B: { Value: { Ref: 'Gone' } } },
    },
  })
  expect(opened.problems().map(({ resource, property }) => [resource, property])).toEqual([
    ['app/A', 'x'],
    ['app', 'Outputs.B'],
  ])
})
