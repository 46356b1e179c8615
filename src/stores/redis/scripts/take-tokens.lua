-- Take tokens out of a bucket, on the time of Redis. Answers how many were there to take.
-- KEYS[1] the bucket: how many tokens there were, and at which ms
-- ARGV[1] how many are wanted, ARGV[2] how many come back in a second, ARGV[3] how many there are of a full bucket
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local perSecond, burst = tonumber(ARGV[2]), tonumber(ARGV[3])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = burst
if bucket[1] then
  -- The time of another server, after a failover, may be an earlier one.
  local passed = math.max(0, now - tonumber(bucket[2]))
  tokens = math.min(burst, tonumber(bucket[1]) + passed * perSecond / 1000)
end
local taken = math.max(0, math.min(tonumber(ARGV[1]), math.floor(tokens)))
local left = tokens - taken
if left >= burst then
  redis.call('DEL', KEYS[1])
  return taken
end
redis.call('HSET', KEYS[1], 'tokens', string.format('%.17g', left), 'at', string.format('%.0f', now))
-- One that is gone is full, so it may go when it would be.
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((burst - left) / perSecond * 1000)))
return taken
