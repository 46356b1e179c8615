-- Note that a user is about to take a name. Answers the number of the wish: a later one has a greater one.
-- KEYS[1] the names of the user, each with the number of the wish for it   KEYS[2] the number of the last wish
-- ARGV[1] the name
local wish = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], wish)
return wish
