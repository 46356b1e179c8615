-- Keep what is published to a topic for a while, and hand it to the nodes that hear the topic.
-- KEYS[1] the topic's log: entries with what was published (p), and the bytes of all that ever was in the log (t)
-- KEYS[2] the topic's channel
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] what is published   ARGV[3] how many entries to keep   ARGV[4] how many bytes
-- ARGV[5] for how long after the last one, in ms
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local total = #ARGV[2] + (newest and tonumber(newest[2][4]) or 0)
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'p', ARGV[2], 't', total)
-- Few at a time, because one that is long may take the place of very many.
if total > tonumber(ARGV[4]) then
  for _, oldest in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 3)) do
    if total - tonumber(oldest[2][4]) <= tonumber(ARGV[4]) then break end
    redis.call('XDEL', KEYS[1], oldest[1])
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call(ARGV[1], KEYS[2], id .. '\n' .. ARGV[2])
return 1
