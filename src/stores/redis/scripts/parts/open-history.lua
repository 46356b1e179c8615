-- The events of a topic are a stream with ids OFFSET-MS. Beside it is where the topic is: its epoch (e) and offset (o), with which
-- offset the epoch began (s), which epoch was before it (b), and the replication id of the server that wrote it (r).
-- Another server, or the same one started again, may have lost the newest: then offsets would be given a second time. So there the
-- epoch is another one, and what is left of the events is in it.
local function openHistory(events, place)
  local known = redis.call('HMGET', place, 'e', 'o', 's', 'b', 'r')
  local info = redis.pcall('INFO', 'replication')
  local server = type(info) == 'string' and string.match(info, 'master_replid:(%w+)') or ''
  if known[1] and known[5] == server then
    return { epoch = known[1], offset = tonumber(known[2]), start = tonumber(known[3]), before = known[4] }
  end
  local time = redis.call('TIME')
  local fresh = string.sub(redis.sha1hex(time[1] .. '.' .. time[2] .. server .. place), 1, 10)
  local opened = { epoch = fresh, offset = 0, start = 0, before = '' }
  if known[1] then
    opened.offset, opened.start, opened.before = tonumber(known[2]), tonumber(known[2]), known[1]
  else
    redis.call('DEL', events)
  end
  redis.call('HSET', place, 'e', fresh, 'o', opened.offset, 's', opened.start, 'b', opened.before, 'r', server)
  return opened
end

local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The offset of an id, and when it was appended.
local function placed(id)
  local offset, ms = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(offset), tonumber(ms)
end

-- Take out events that were appended at `oldest` ms or before. They are read with what is in them, so a few at a time.
local function trimByAge(events, oldest)
  local count, first = 1, nil
  local from = '-'
  while not first do
    local entries = redis.call('XRANGE', events, from, '+', 'COUNT', count)
    if #entries == 0 then break end
    for _, entry in ipairs(entries) do
      local _, ms = placed(entry[1])
      if ms > oldest then
        first = entry[1]
        break
      end
      from = '(' .. entry[1]
    end
    count = 8
  end
  if first and from ~= '-' then redis.call('XTRIM', events, 'MINID', first) end
  if not first and from ~= '-' then redis.call('XTRIM', events, 'MAXLEN', 0) end
end

-- Every event above this offset is there.
local function floorOf(events, offset)
  local first = redis.call('XRANGE', events, '-', '+', 'COUNT', 1)[1]
  return first and placed(first[1]) - 1 or offset
end
