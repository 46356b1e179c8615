-- Keep events of a topic and hand them to the nodes that hear it, but for those whose key is known.
-- Answers with the epoch, the offset of the first that is new, and for each event '' or what is known by its key.
-- KEYS[1] the events   KEYS[2] where the topic is   KEYS[3] the topic's channel   KEYS[4] its log, for what is not kept
-- KEYS[5 …] the keys of the events that have one
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] what the message begins with   ARGV[3] how many events to keep   ARGV[4] for how long
-- ARGV[5] for how long an epoch outlives its last event   ARGV[6] for how long a key is known   ARGV[7], [8], [9] how many entries,
-- how many bytes and for how long in the log; all times in ms. Then for each event: its text, its note, and whether it has a key
--@ keep-in-log
--@ open-history
local isKept = tonumber(ARGV[3]) > 0
local now = nowMs()
local opened = isKept and openHistory(KEYS[1], KEYS[2]) or { epoch = '-', offset = 0 }
if isKept then redis.call('PEXPIRE', KEYS[2], ARGV[5]) end
local offset = opened.offset
local answer = { opened.epoch, string.format('%.0f', offset + 1) }
local mask, bodies = {}, {}
local key = 4
for at = 10, #ARGV, 3 do
  local text, note, hasKey = ARGV[at], ARGV[at + 1], ARGV[at + 2] == '1'
  if hasKey then key = key + 1 end
  local known = hasKey and redis.call('GET', KEYS[key]) or ''
  answer[#answer + 1] = known
  mask[#mask + 1] = known == '' and '1' or '0'
  if known == '' then
    local place = '0'
    if isKept then
      offset = offset + 1
      place = string.format('%.0f', offset)
      redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], place .. '-' .. string.format('%.0f', now), 't', text)
    end
    if hasKey then redis.call('SET', KEYS[key], opened.epoch .. ' ' .. place .. ' ' .. note, 'PX', ARGV[6]) end
    bodies[#bodies + 1] = struct.pack('>I4', #text)
    bodies[#bodies + 1] = text
  end
end
if #bodies == 0 then return answer end
local head = opened.epoch .. ' ' .. string.format('%.0f', opened.offset + 1) .. ' ' .. table.concat(mask)
local message = ARGV[2] .. head .. '\n' .. table.concat(bodies)
if isKept then
  redis.call('HSET', KEYS[2], 'o', string.format('%.0f', offset))
  trimByAge(KEYS[1], now - tonumber(ARGV[4]))
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
else
  message = keepInLog(KEYS[4], message, ARGV[7], ARGV[8], ARGV[9]) .. '\n' .. message
end
redis.call(ARGV[1], KEYS[3], message)
return answer
