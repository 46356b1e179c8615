-- Letters after one, oldest first. If that one is gone, from the oldest.
-- KEYS[1] letters by id, KEYS[2] ids in the order of coming
-- ARGV[1] id, '' for the oldest, ARGV[2] how many at most
local rank = redis.call('ZRANK', KEYS[2], ARGV[1])
local start = rank and rank + 1 or 0
local ids = redis.call('ZRANGE', KEYS[2], start, start + tonumber(ARGV[2]) - 1)
if tonumber(ARGV[2]) == 0 or #ids == 0 then return {} end
return redis.call('HMGET', KEYS[1], unpack(ids))
