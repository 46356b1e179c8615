-- List a session as one of its account, and forget those that have expired. The list lives as long as its last session.
-- KEYS[1] the sessions of the account, by when they expire
-- ARGV[1] session, ARGV[2] when it expires, ARGV[3] what expired before is forgotten, ARGV[4] its time to live in ms
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return 1
