-- Give up a name, unless it is somebody else's, or was taken by a later wish.
-- KEYS[1] the number of the wish that was granted, and whose the name is   ARGV[1] the number of the wish   ARGV[2] the user
local granted = redis.call('GET', KEYS[1])
if not granted then return 0 end
local wish, owner = string.match(granted, '^(%d+) (.*)$')
if owner ~= ARGV[2] or tonumber(wish) > tonumber(ARGV[1]) then return 0 end
return redis.call('DEL', KEYS[1])
