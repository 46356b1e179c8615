-- Read events of a topic. Answers with its epoch, its offset, the offset above which all are there, and then each event's offset and text.
-- KEYS[1] the events   KEYS[2] where the topic is
-- ARGV[1] how many events are kept   ARGV[2] for how long   ARGV[3] for how long an epoch outlives its last event, all in ms
-- ARGV[4] how many to read at most   ARGV[5] how many bytes   ARGV[6] after or before   ARGV[7] which offset
--@ open-history
local opened = openHistory(KEYS[1], KEYS[2])
-- Who only reads should seldom write.
if redis.call('PTTL', KEYS[2]) < ARGV[3] / 2 then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[1])
trimByAge(KEYS[1], nowMs() - tonumber(ARGV[2]))
local answer = { opened.epoch, opened.offset, floorOf(KEYS[1], opened.offset) }
local limit, bytes, read = tonumber(ARGV[4]), 0, 0
local isForward = ARGV[6] == 'after'
local from = isForward and string.format('(%s-18446744073709551615', ARGV[7]) or string.format('(%s-0', ARGV[7])
while read < limit do
  local count = math.min(limit - read, 16)
  local entries = isForward and redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', count)
    or redis.call('XREVRANGE', KEYS[1], from, '-', 'COUNT', count)
  for _, entry in ipairs(entries) do
    local text = entry[2][2]
    bytes = bytes + #text
    if read > 0 and bytes > tonumber(ARGV[5]) then return answer end
    read = read + 1
    answer[#answer + 1] = (placed(entry[1]))
    answer[#answer + 1] = text
    from = '(' .. entry[1]
  end
  if #entries < count then return answer end
end
return answer
