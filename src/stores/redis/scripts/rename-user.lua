-- Set a name and tell all nodes, in one step: none goes on with the old one.
-- KEYS[1] names by user, KEYS[2] the channel of renames
-- ARGV[1] user, ARGV[2] name, both as JSON; ARGV[3] PUBLISH or SPUBLISH
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call(ARGV[3], KEYS[2], '[' .. ARGV[1] .. ',' .. ARGV[2] .. ']')
return 1
