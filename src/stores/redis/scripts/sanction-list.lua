-- Answers names and sanctions by turns, each with the version that it came with before it, and at the end the version of all.
-- KEYS[1] the sanctions   KEYS[2] the version
local all = redis.call('HGETALL', KEYS[1])
all[#all + 1] = redis.call('GET', KEYS[2]) or '0'
return all
