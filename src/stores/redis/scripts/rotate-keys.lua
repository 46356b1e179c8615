-- Put a signing key first and keep the one before it, unless another has come first. Answers whether it did.
-- KEYS[1] the keys, newest first, KEYS[2] the kid of the newest
-- ARGV[1] the kid that must be the newest, '' for none, ARGV[2] the new kid, ARGV[3] the new key
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[3])
redis.call('LTRIM', KEYS[1], 0, 1)
redis.call('SET', KEYS[2], ARGV[2])
return 1
