import { describe, expect, test } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

const take = (bucket: TokenBucket, times: number, now: number): string[] =>
  Array.from({ length: times }, () => bucket.take(now))

describe('a token bucket', () => {
  test('lets a burst through at once and refuses the next', () => {
    const bucket = new TokenBucket({ rate: 10, burst: 3 }, 0)
    expect(take(bucket, 4, 0)).toEqual(['taken', 'taken', 'taken', 'refused'])
  })

  test('gives back at its rate, and never more than the burst', () => {
    const bucket = new TokenBucket({ rate: 10, burst: 3 }, 0)
    take(bucket, 3, 0)
    expect(take(bucket, 2, 100)).toEqual(['taken', 'refused'])
    expect(take(bucket, 4, 60_000)).toEqual(['taken', 'taken', 'taken', 'refused'])
  })

  test('calls it abuse when twice the burst was refused without a rest', () => {
    const bucket = new TokenBucket({ rate: 10, burst: 3 }, 0)
    take(bucket, 3, 0)
    expect(take(bucket, 7, 0)).toEqual([...Array<string>(6).fill('refused'), 'abuse'])
  })

  test('forgets what was refused after a rest', () => {
    const bucket = new TokenBucket({ rate: 10, burst: 3 }, 0)
    take(bucket, 9, 0)
    expect(take(bucket, 4, 60_000)).toEqual(['taken', 'taken', 'taken', 'refused'])
  })

  test('lets nothing more through until what was charged is paid for', () => {
    const bucket = new TokenBucket({ rate: 10, burst: 3 }, 0)
    expect(take(bucket, 1, 0)).toEqual(['taken'])
    bucket.charge(4)
    expect(take(bucket, 1, 0)).toEqual(['refused'])
    expect(take(bucket, 1, 299)).toEqual(['refused'])
    expect(take(bucket, 2, 300)).toEqual(['taken', 'refused'])
  })

  test('is not confused by a clock that goes backwards', () => {
    const bucket = new TokenBucket({ rate: 10, burst: 1 }, 1_000)
    expect(take(bucket, 2, 500)).toEqual(['taken', 'refused'])
  })
})
