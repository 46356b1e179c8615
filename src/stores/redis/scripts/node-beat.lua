-- Say that a node lives, and hear of the others.
-- KEYS[1] the nodes: id to what each said last   KEYS[2] the estates of dead nodes: id to who has claimed it, and a count
-- KEYS[3] nodes that were claimed: id to the last claim   KEYS[4] the connections of this node
-- ARGV[1] the node   ARGV[2] what it says   ARGV[3] how long all this is kept, in ms
local new = redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
for at = 1, 4 do redis.call('PEXPIRE', KEYS[at], ARGV[3]) end
-- Not taken away: who asks may be gone before the answer comes.
return { redis.call('HGET', KEYS[3], ARGV[1]) or '', new, redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]) }
