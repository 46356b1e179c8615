-- Put entries that a node was handed and that have not come to their end back at the end of the stream, for any node,
-- with the number of attempts so far. Answers how many: when it is less than the limit, no others are left.
-- KEYS[1] the rule's stream, [2] the nodes that read it
-- ARGV[1] node, [2] 'leave' if the node is gone or going, else 'stay', [3] how long ago they were handed out at least, in
-- ms, [4] limit, [5] how many times of handing out are no attempt; then the entries that it keeps
local limit, kept, from, moved = tonumber(ARGV[4]), {}, '-', 0
for i = 6, #ARGV do kept[ARGV[i]] = true end

local function move(id, handedOut)
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  redis.call('XACK', KEYS[1], 'fleet', id)
  if not entry then return end
  local fields = entry[2]
  local attempts = string.format('%.0f', fields[6] + math.max(handedOut - ARGV[5], 0))
  redis.call('XADD', KEYS[1], '*', 'event', fields[2], 'size', fields[4], 'attempts', attempts)
  redis.call('XDEL', KEYS[1], id)
  moved = moved + 1
end

repeat
  local page = redis.pcall('XPENDING', KEYS[1], 'fleet', 'IDLE', ARGV[3], from, '+', 100, ARGV[1])
  -- There is no such group: nothing was handed out.
  if page.err then return 0 end
  for _, pending in ipairs(page) do
    from = '(' .. pending[1]
    if moved < limit and not kept[pending[1]] then move(pending[1], pending[4]) end
  end
until #page < 100 or moved >= limit

if ARGV[2] == 'leave' and #redis.call('XPENDING', KEYS[1], 'fleet', '-', '+', 1, ARGV[1]) == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], 'fleet', ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return moved
