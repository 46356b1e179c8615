-- Set the password of an account, with ARGV[4] only if its hash is still that one.
-- KEYS[1] the account
-- ARGV[1] password hash, ARGV[2] status, ARGV[3] when it was changed, ARGV[4] the hash that is replaced, if it matters
local current = redis.call('HGET', KEYS[1], 'passwordHash')
if not current then return 'unknown' end
if ARGV[4] and ARGV[4] ~= current then return 'changed' end
redis.call('HSET', KEYS[1], 'passwordHash', ARGV[1], 'status', ARGV[2], 'changedAt', ARGV[3])
return 'set'
