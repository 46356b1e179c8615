-- Give an identity to a user. Answers its owner, or nothing if the user has another identity of this provider.
-- KEYS[1] owners by identity, KEYS[2] identities by user
-- ARGV[1] identity, ARGV[2] user
local owner = redis.call('HGET', KEYS[1], ARGV[1])
if owner then return owner end
if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[1]) == 0 then return false end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return ARGV[2]
