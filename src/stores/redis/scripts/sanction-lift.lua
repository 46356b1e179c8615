-- Forget a sanction, and tell all nodes. Answers the version that this makes, or 0 if there was none.
-- KEYS[1] the sanctions   KEYS[2] when each ends   KEYS[3] the version   KEYS[4] the channel
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] the name of the sanction
local wasThere = redis.call('HDEL', KEYS[1], ARGV[2])
if wasThere == 0 then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
local version = redis.call('INCR', KEYS[3])
redis.call(ARGV[1], KEYS[4], version .. '\n' .. ARGV[2] .. '\n')
return version
