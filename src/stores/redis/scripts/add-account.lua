-- Add an account, unless there is one. Answers whether it did.
-- KEYS[1] the account
-- ARGV[1] person, ARGV[2] password hash, ARGV[3] status, ARGV[4] when the password was changed
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'person', ARGV[1], 'passwordHash', ARGV[2], 'status', ARGV[3], 'changedAt', ARGV[4])
return 1
