-- Forget an estate, if who asks has claimed it.
-- KEYS[1] the estates   KEYS[2] the estate   ARGV[1] the node that it is of   ARGV[2] who asks
local claimed = redis.call('HGET', KEYS[1], ARGV[1])
if not claimed or string.sub(claimed, 1, #ARGV[2] + 1) ~= ARGV[2] .. ':' then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return 1
