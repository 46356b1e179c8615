-- Connections in a topic stay. Answers how many people there are, for each connection whether it is there, and who has gone.
-- ARGV[1] now   ARGV[2] until when   ARGV[3] when the keys may go, in ms   ARGV[4] whether to look who has gone
-- ARGV[5 …] the connections
--@ open-presence
local now, moment = ARGV[1], ARGV[2]
local isThere = {}
for at = 5, #ARGV do
  local connection = ARGV[at]
  local before = redis.call('ZSCORE', KEYS[5], connection)
  if before and tonumber(before) > tonumber(now) then
    local person = redis.call('HGET', KEYS[4], connection)
    isThere[#isThere + 1] = '1'
    if tonumber(before) > tonumber(moment) then
      shorten(connection, person, before, moment)
    else
      redis.call('ZADD', KEYS[5], moment, connection)
      redis.call('ZADD', KEYS[3], 'GT', moment, person)
    end
  else
    isThere[#isThere + 1] = '0'
  end
end
local gone = ARGV[4] == '1' and sweep(now) or {}
expire(ARGV[3])
return { countAt(now), table.concat(isThere), unpack(gone) }
