import { mapping } from './reading/mapping.ts'
import { count } from './reading/scalars.ts'
import type { LimitsStage } from './stage-file.ts'

const mebibyte = 1024 * 1024

export const limits = mapping<LimitsStage>({
  rate: count(1, 1_000_000),
  burst: count(1, 10_000_000),
  userRate: count(1, 1_000_000),
  userBurst: count(1, 10_000_000),
  outboundBytes: count(1, 1024 * mebibyte),
  inboundFrames: count(1, 100_000),
  topics: count(1, 1_000_000),
  maxFrameBytes: count(1, 64 * mebibyte),
  maxMessageBytes: count(1, 64 * mebibyte),
})
