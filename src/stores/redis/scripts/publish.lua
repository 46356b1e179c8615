-- Keep what is published to a topic for a while, and hand it to the nodes that hear the topic.
-- KEYS[1] the topic's log: entries with what was published (p), and the bytes of all that ever was in the log (t)
-- KEYS[2] the topic's channel
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] what is published   ARGV[3] how many entries to keep   ARGV[4] how many bytes
-- ARGV[5] for how long after the last one, in ms
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local total = #ARGV[2] + (newest and tonumber(newest[2][4]) or 0)
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'p', ARGV[2], 't', total)
-- What is beyond the bytes goes, but not the newest: each once, a few at a time, because they are read with what is in them.
local beyond = total - tonumber(ARGV[4])
local from, first = '-', nil
while beyond > 0 and not first do
  for _, entry in ipairs(redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 8)) do
    if entry[1] == id or tonumber(entry[2][4]) - #entry[2][2] >= beyond then
      first = entry[1]
      break
    end
    from = '(' .. entry[1]
  end
end
if from ~= '-' then redis.call('XTRIM', KEYS[1], 'MINID', first) end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call(ARGV[1], KEYS[2], id .. '\n' .. ARGV[2])
return 1
