-- Remember a sanction, and tell all nodes. Answers the version that this makes.
-- KEYS[1] the sanctions: what each is, with the version that it came with before it   KEYS[2] when each ends   KEYS[3] the version
-- KEYS[4] the channel
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] the name of the sanction   ARGV[3] what it is   ARGV[4] when it ends   ARGV[5] when it was said
-- ARGV[6] how many there may be. What has ended goes, and beyond that what ends first
local version = redis.call('INCR', KEYS[3])
local function forget(names)
  for _, name in ipairs(names) do
    redis.call('HDEL', KEYS[1], name)
    redis.call('ZREM', KEYS[2], name)
  end
end
redis.call('HSET', KEYS[1], ARGV[2], version .. ' ' .. ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[2])
forget(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[5], 'LIMIT', 0, 100))
local beyond = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[6])
if beyond > 0 then forget(redis.call('ZRANGE', KEYS[2], 0, beyond - 1)) end
redis.call(ARGV[1], KEYS[4], version .. '\n' .. ARGV[2] .. '\n' .. ARGV[3])
return version
