-- Keep what is published to a topic for a while, and hand it to the nodes that hear the topic.
-- KEYS[1] the topic's log   KEYS[2] the topic's channel
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] what is published   ARGV[3] how many entries to keep   ARGV[4] how many bytes
-- ARGV[5] for how long after the last one, in ms
--@ keep-in-log
local id = keepInLog(KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
redis.call(ARGV[1], KEYS[2], id .. '\n' .. ARGV[2])
return 1
