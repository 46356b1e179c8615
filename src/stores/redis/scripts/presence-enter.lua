-- Somebody is in a topic with a connection. Answers 1 if they are new, how many people there are, and who has gone.
-- ARGV[1] now   ARGV[2] until when   ARGV[3] the connection   ARGV[4] the person   ARGV[5] their name   ARGV[6] when the keys may go, in ms
--@ open-presence
local now, moment, connection, person = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local gone = sweep(now)
if tonumber(moment) <= tonumber(now) then return { 0, countAt(now), unpack(gone) } end
local owner = redis.call('HGET', KEYS[4], connection)
if owner and owner ~= person then
  shorten(connection, owner, redis.call('ZSCORE', KEYS[5], connection), '0')
  forget(connection, owner)
  owner = false
end
local known = redis.call('ZSCORE', KEYS[3], person)
local isNew = not known or tonumber(known) <= tonumber(now)
if isNew then
  local newest = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  redis.call('ZADD', KEYS[2], newest[2] and newest[2] + 1 or 1, person)
end
redis.call('HSET', KEYS[1], person, ARGV[5])
local before = owner and redis.call('ZSCORE', KEYS[5], connection)
if before and tonumber(before) > tonumber(moment) then
  shorten(connection, person, before, moment)
else
  redis.call('HSET', KEYS[4], connection, person)
  redis.call('ZADD', KEYS[5], moment, connection)
  redis.call('ZADD', KEYS[6], 0, person .. '\0' .. connection)
  redis.call('ZADD', KEYS[3], 'GT', moment, person)
end
expire(ARGV[6])
return { isNew and 1 or 0, countAt(now), unpack(gone) }
