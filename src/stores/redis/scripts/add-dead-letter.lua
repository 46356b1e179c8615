-- Keep a letter, unless it is kept already, and forget the oldest of too many.
-- KEYS[1] letters by id, KEYS[2] ids in the order of coming, KEYS[3] how many have ever come, and bytes of all that are kept
-- ARGV[1] id, ARGV[2] letter, ARGV[3] how many there may be, ARGV[4] how many bytes
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('ZADD', KEYS[2], redis.call('HINCRBY', KEYS[3], 'came', 1), ARGV[1])
local bytes = redis.call('HINCRBY', KEYS[3], 'bytes', #ARGV[2])
while redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[3]) or bytes > tonumber(ARGV[4]) do
  local oldest = redis.call('ZPOPMIN', KEYS[2])[1]
  bytes = redis.call('HINCRBY', KEYS[3], 'bytes', -redis.call('HSTRLEN', KEYS[1], oldest))
  redis.call('HDEL', KEYS[1], oldest)
end
return 1
