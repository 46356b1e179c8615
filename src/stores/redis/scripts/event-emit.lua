-- Put an event into the stream of every rule that wants it, unless one of them is full. Answers whether it is accepted.
-- KEYS[1] the rules of the fleet; then for each rule of the emitter that wants it: its stream, its state
-- ARGV[1] the event, [2] its size, [3] bus, [4] source, [5] detail type, [6] how many events may wait in a rule,
-- [7] of what size together, [8] time to live in ms; then the ids of all rules of the emitter
local size = tonumber(ARGV[2])
local wanted, known = {}, {}
for i = 2, #KEYS, 2 do wanted[#wanted + 1] = { stream = KEYS[i], state = KEYS[i + 1] } end
for i = 9, #ARGV do known[ARGV[i]] = true end

local function allows(list, name)
  if not list then return true end
  for _, one in ipairs(list) do
    if one == name then return true end
  end
  return false
end

-- Rules that only other nodes have, as during an upgrade. Those that no node has any more are forgotten after a while.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, id in ipairs(redis.call('HKEYS', KEYS[1])) do
  if not known[id] then
    local lease, text = string.match(redis.call('HGET', KEYS[1], id), '^(%d+) (.*)$')
    local rule = cjson.decode(text)
    if tonumber(lease) < now then
      redis.call('HDEL', KEYS[1], id)
    elseif rule.bus == ARGV[3] and allows(rule.sources, ARGV[4]) and allows(rule.detailTypes, ARGV[5]) then
      wanted[#wanted + 1] = rule
    end
  end
end

for _, rule in ipairs(wanted) do
  local bytes = tonumber(redis.call('HGET', rule.state, 'bytes') or 0)
  local waiting = redis.call('XLEN', rule.stream)
  if waiting >= tonumber(ARGV[6]) or bytes + size > tonumber(ARGV[7]) then return 0 end
end
for _, rule in ipairs(wanted) do
  redis.call('XADD', rule.stream, '*', 'event', ARGV[1], 'size', ARGV[2], 'attempts', '0')
  redis.call('HINCRBY', rule.state, 'bytes', size)
  redis.call('PEXPIRE', rule.stream, ARGV[8])
  redis.call('PEXPIRE', rule.state, ARGV[8])
end
return 1
