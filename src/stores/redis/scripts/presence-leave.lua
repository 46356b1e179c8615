-- A connection in a topic ends at a moment at the latest. Answers how many people there are, and who has gone.
-- ARGV[1] now   ARGV[2] the moment   ARGV[3] the connection
--@ open-presence
local now, moment, connection = ARGV[1], ARGV[2], ARGV[3]
local before = redis.call('ZSCORE', KEYS[5], connection)
local person = before and redis.call('HGET', KEYS[4], connection)
if person and tonumber(before) > tonumber(moment) then shorten(connection, person, before, moment) end
local gone = sweep(now)
return { countAt(now), unpack(gone) }
