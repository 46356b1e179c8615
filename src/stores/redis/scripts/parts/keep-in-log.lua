-- Keep a payload in the log of a topic, of the newest `most` entries and `mostBytes` bytes, for `ms` after the last one. Answers its id.
-- An entry has what was published (p), and the bytes of all that ever was in the log (t).
local function keepInLog(log, payload, most, mostBytes, ms)
  local newest = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
  local total = #payload + (newest and tonumber(newest[2][4]) or 0)
  local id = redis.call('XADD', log, 'MAXLEN', '~', most, '*', 'p', payload, 't', total)
  -- What is beyond the bytes goes, but not the newest: each once, a few at a time, because they are read with what is in them.
  local beyond = total - tonumber(mostBytes)
  local from, first = '-', nil
  while beyond > 0 and not first do
    for _, entry in ipairs(redis.call('XRANGE', log, from, '+', 'COUNT', 8)) do
      if entry[1] == id or tonumber(entry[2][4]) - #entry[2][2] >= beyond then
        first = entry[1]
        break
      end
      from = '(' .. entry[1]
    end
  end
  if from ~= '-' then redis.call('XTRIM', log, 'MINID', first) end
  redis.call('PEXPIRE', log, ms)
  return id
end
