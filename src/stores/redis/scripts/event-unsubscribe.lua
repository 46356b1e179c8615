-- A node has no such rule any more. If no node has, all of it goes. Answers whether it went.
-- KEYS[1] the rules of the fleet, [2] the rule's stream, [3] its state, [4] the nodes that read it
-- ARGV[1] the rule's id, [2] node
redis.call('ZREM', KEYS[4], ARGV[2])
if redis.call('ZCARD', KEYS[4]) > 0 then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
return 1
