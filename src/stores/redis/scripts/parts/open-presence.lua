-- Who is in a topic. KEYS[1] people: each one's name   KEYS[2] order: people as they came   KEYS[3] ends: people, by when the last of
-- their connections ends   KEYS[4] owners: whose each connection is   KEYS[5] stays: connections, by when they end
-- KEYS[6] seats: PERSON \0 CONNECTION, so that the connections of one person are side by side
local function forget(connection, person)
  redis.call('HDEL', KEYS[4], connection)
  redis.call('ZREM', KEYS[5], connection)
  redis.call('ZREM', KEYS[6], person .. '\0' .. connection)
end

local function seatsOf(person, from, count)
  return redis.call('ZRANGEBYLEX', KEYS[6], from, '(' .. person .. '\1', 'LIMIT', 0, count)
end

-- Take out the people who are over, 100 at most, and some connections of people who have others. Answers names and ids by turns.
local function sweep(now)
  local gone = {}
  for _, person in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 100)) do
    gone[#gone + 1] = person
    gone[#gone + 1] = redis.call('HGET', KEYS[1], person)
    redis.call('HDEL', KEYS[1], person)
    redis.call('ZREM', KEYS[2], person)
    redis.call('ZREM', KEYS[3], person)
    repeat
      local seats = seatsOf(person, '[' .. person .. '\0', 100)
      for _, seat in ipairs(seats) do forget(string.sub(seat, #person + 2), person) end
    until #seats < 100
  end
  for _, connection in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now, 'LIMIT', 0, 50)) do
    local person = redis.call('HGET', KEYS[4], connection)
    -- That of somebody who is over and has not been told of yet stays with them.
    local last = redis.call('ZSCORE', KEYS[3], person)
    if last and tonumber(last) > tonumber(now) then forget(connection, person) end
  end
  return gone
end

local function countAt(now)
  return redis.call('ZCOUNT', KEYS[3], '(' .. now, '+inf')
end

-- A connection of a person ends earlier than it did: find out which of theirs is the last one now.
local function shorten(connection, person, before, moment)
  redis.call('ZADD', KEYS[5], moment, connection)
  local last = redis.call('ZSCORE', KEYS[3], person)
  if not last or tonumber(before) < tonumber(last) then return end
  local latest, from = tonumber(moment), '[' .. person .. '\0'
  repeat
    local seats = seatsOf(person, from, 16)
    for _, seat in ipairs(seats) do
      local score = tonumber(redis.call('ZSCORE', KEYS[5], string.sub(seat, #person + 2)) or 0)
      if score > latest then latest = score end
      from = '(' .. seat
    end
    -- Later than the last was cannot be.
  until #seats < 16 or latest >= tonumber(last)
  redis.call('ZADD', KEYS[3], string.format('%.0f', latest), person)
end

-- What nobody asks for any more goes by itself, `ms` from now or later. It is not said again with each call.
local function expire(ms)
  if redis.call('PTTL', KEYS[3]) >= tonumber(ms) then return end
  for key = 1, 6 do redis.call('PEXPIRE', KEYS[key], ms + 3600000) end
end
