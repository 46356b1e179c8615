import { Type } from 'typebox'
import { accountId } from '../arns.ts'
import { decide, type Policies } from '../iam/index.ts'
import { reader } from '../properties.ts'
import type { Aws } from '../services/index.ts'
import type { Model, Resource } from '../template/index.ts'

const distributionProperties = reader(
  Type.Object({
    DistributionConfig: Type.Object({
      DefaultRootObject: Type.Optional(Type.String()),
      Origins: Type.Array(
        Type.Object({
          Id: Type.String(),
          DomainName: Type.String(),
          OriginPath: Type.Optional(Type.String()),
        }),
      ),
      DefaultCacheBehavior: Type.Object({ TargetOriginId: Type.String() }),
      CacheBehaviors: Type.Optional(
        Type.Array(Type.Object({ PathPattern: Type.String(), TargetOriginId: Type.String() })),
      ),
      CustomErrorResponses: Type.Optional(
        Type.Array(
          Type.Object({
            ErrorCode: Type.Integer(),
            ResponseCode: Type.Optional(Type.Integer()),
            ResponsePagePath: Type.Optional(Type.String()),
          }),
        ),
      ),
    }),
  }),
)
type StoredObject = NonNullable<ReturnType<Aws['buckets']['get']>>

/** A distribution of CloudFront, and the objects that it shows. */
export interface Distribution {
  readonly domainName: string
  readonly hasRootObject: boolean
  /** `undefined` is for what is not there, which S3 answers with 403 to who may not list. */
  find(path: string): { readonly status: number; readonly object: StoredObject } | undefined
  /** Whether there is an object at the path, and not only a page for errors. */
  has(path: string): boolean
}

/** The distributions whose origins are buckets of the templates, and that the buckets let in. */
export function distributions(
  { model, buckets }: Pick<Aws, 'model' | 'buckets'>,
  policies: Policies,
): readonly Distribution[] {
  return model
    .ofType('AWS::CloudFront::Distribution')
    .map((resource) => distributionOf(resource, { model, buckets }, policies))
}

function distributionOf(
  resource: Resource,
  { model, buckets }: Pick<Aws, 'model' | 'buckets'>,
  policies: Policies,
): Distribution {
  const { DistributionConfig: config } = distributionProperties(resource)
  const { DefaultRootObject = '', Origins, DefaultCacheBehavior, CacheBehaviors = [] } = config
  const { CustomErrorResponses = [] } = config

  const stored = (path: string): StoredObject | undefined => {
    const behavior =
      CacheBehaviors.find(({ PathPattern }) => matches(PathPattern, path)) ?? DefaultCacheBehavior
    const origin = Origins.find(({ Id }) => Id === behavior.TargetOriginId)
    const bucket = origin && bucketAt(model, origin.DomainName)
    if (bucket === undefined) return undefined
    const file = path === '/' ? DefaultRootObject : decodeURIComponent(path.slice(1))
    const key = `${origin?.OriginPath ?? ''}/${file}`.slice(1)
    return letsIn(policies, bucket, key, resource) ? buckets.get(bucket.name, key) : undefined
  }

  return {
    domainName: resource.attribute('DomainName'),
    hasRootObject: DefaultRootObject !== '',
    has: (path) => stored(path) !== undefined,
    find(path) {
      const object = stored(path)
      if (object !== undefined) return { status: 200, object }
      const page = CustomErrorResponses.find(({ ErrorCode }) => ErrorCode === 403)
      const instead = page?.ResponsePagePath === undefined ? undefined : stored(page.ResponsePagePath)
      return instead && { status: page?.ResponseCode ?? 403, object: instead }
    },
  }
}

function bucketAt(model: Model, domainName: string): Resource | undefined {
  return model
    .ofType('AWS::S3::Bucket')
    .find((bucket) =>
      [bucket.attribute('RegionalDomainName'), bucket.attribute('DomainName')].includes(domainName),
    )
}

/** Whether the bucket's policy lets CloudFront read for this distribution. */
function letsIn(policies: Policies, bucket: Resource, key: string, distribution: Resource): boolean {
  const request = {
    principal: { kind: 'service', name: 'cloudfront.amazonaws.com' },
    action: 's3:GetObject',
    resource: `${bucket.arn}/${key}`,
    keys: new Map([
      ['aws:sourcearn', `arn:aws:cloudfront::${accountId}:distribution/${distribution.ref}`],
      ['aws:securetransport', 'true'],
    ]),
  } as const
  return decide(request, { role: [], resource: policies.ofResource(bucket.arn) }) === 'allow'
}

/** `*` and `?` in a path pattern, as CloudFront reads it. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^\/?/, '/')
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(path)
}
