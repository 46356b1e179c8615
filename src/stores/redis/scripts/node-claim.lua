-- Take over what a node leaves, if nothing more was said of it.
-- KEYS[1] the nodes   KEYS[2] the estates   KEYS[3] nodes that were claimed   KEYS[4] its connections   KEYS[5] its estate
-- ARGV[1] the node   ARGV[2] what was said of it last   ARGV[3] who claims it, and a count   ARGV[4] how long it is kept, in ms
local said = redis.call('HGET', KEYS[1], ARGV[1])
if (said or redis.call('HGET', KEYS[2], ARGV[1])) ~= ARGV[2] then return 0 end
if said then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
end
-- What it left before and was not taken care of stays in.
local connections = redis.call('HGETALL', KEYS[4])
for at = 1, #connections, 2 do redis.call('HSET', KEYS[5], connections[at], connections[at + 1]) end
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
for _, key in ipairs({ KEYS[2], KEYS[3], KEYS[5] }) do redis.call('PEXPIRE', key, ARGV[4]) end
return 1
