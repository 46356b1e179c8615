-- Say that a node reads the stream of a rule; once more before the lease ends. Answers the incarnation of the stream,
-- which is another one after Redis has lost it.
-- KEYS[1] the rules of the fleet, [2] the rule's stream, [3] its state, [4] the nodes that read it
-- ARGV[1] the rule's id, [2] the rule as JSON, [3] node, [4] lease in ms, [5] time to live in ms, [6] a new incarnation
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = string.format('%.0f', now + ARGV[4])
redis.call('HSET', KEYS[1], ARGV[1], lease .. ' ' .. ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now))
redis.call('ZADD', KEYS[4], lease, ARGV[3])
-- An error if the group is there. All of the stream is for it, also what came before it.
redis.pcall('XGROUP', 'CREATE', KEYS[2], 'fleet', '0', 'MKSTREAM')
redis.call('HSETNX', KEYS[3], 'incarnation', ARGV[6])
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[5]) end
return redis.call('HGET', KEYS[3], 'incarnation')
