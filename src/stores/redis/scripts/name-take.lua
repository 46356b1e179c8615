-- Take a name if nobody else has it. Answers whether it is the user's.
-- KEYS[1] the number of the wish that was granted, and whose the name is   ARGV[1] the number of the wish   ARGV[2] the user
local granted = redis.call('GET', KEYS[1])
if granted then
  local wish, owner = string.match(granted, '^(%d+) (.*)$')
  if owner ~= ARGV[2] then return 0 end
  if tonumber(wish) >= tonumber(ARGV[1]) then return 1 end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
return 1
