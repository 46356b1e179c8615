-- Some of the connections of an estate, for who has claimed it. Asking is a sign of life.
-- KEYS[1] the estates   KEYS[2] the estate   ARGV[1] the node that it is of   ARGV[2] who asks   ARGV[3] a count   ARGV[4] how many
local claimed = redis.call('HGET', KEYS[1], ARGV[1])
if not claimed or string.sub(claimed, 1, #ARGV[2] + 1) ~= ARGV[2] .. ':' then return {} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ':' .. ARGV[3])
return redis.call('HRANDFIELD', KEYS[2], ARGV[4], 'WITHVALUES')
