-- Take a letter out. Answers it, or nothing if there is none.
-- KEYS[1] letters by id, KEYS[2] ids in the order of coming, KEYS[3] how many have ever come, and bytes of all that are kept
-- ARGV[1] id
local letter = redis.call('HGET', KEYS[1], ARGV[1])
if not letter then return false end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HINCRBY', KEYS[3], 'bytes', -#letter)
return letter
