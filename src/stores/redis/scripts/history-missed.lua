-- What a node that was cut off has not heard of a topic. Answers with the epoch, the offset of the newest, the offset after which the
-- answer begins, whether something in between is lost, and the texts of some events. Nothing at all of a topic without history.
-- KEYS[1] the events   KEYS[2] where the topic is
-- ARGV[1] the epoch and   ARGV[2] the offset that the node has heard last, or '' and 0   ARGV[3] how many to read   ARGV[4] how many bytes
--@ open-history
if redis.call('EXISTS', KEYS[2]) == 0 then return {} end
local opened = openHistory(KEYS[1], KEYS[2])
local heard = tonumber(ARGV[2])
local isLost = 0
if opened.epoch ~= ARGV[1] then
  -- What is in this epoch cannot have been heard.
  if opened.before == ARGV[1] then
    heard = math.min(heard, opened.start)
  else
    isLost, heard = 1, opened.start
  end
end
local floor = floorOf(KEYS[1], opened.offset)
if floor > heard then
  isLost = 1
  heard = floor
end
local answer = { opened.epoch, opened.offset, heard, isLost }
local from, bytes = string.format('(%.0f-18446744073709551615', heard), 0
while #answer - 4 < tonumber(ARGV[3]) do
  local count = math.min(tonumber(ARGV[3]) - #answer + 4, 16)
  local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', count)
  for _, entry in ipairs(entries) do
    bytes = bytes + #entry[2][2]
    if #answer > 4 and bytes > tonumber(ARGV[4]) then return answer end
    answer[#answer + 1] = entry[2][2]
    from = '(' .. entry[1]
  end
  if #entries < count then return answer end
end
return answer
