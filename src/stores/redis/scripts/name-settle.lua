-- A wish was granted. Answers the names that the user gives up for it, each with the number of its wish behind it: those of
-- earlier wishes, or the name itself where a later wish has been granted already.
-- KEYS[1] the names of the user, each with the number of the wish for it   ARGV[1] the number of the wish   ARGV[2] the name
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then return { ARGV[2], ARGV[1] } end
local stale = {}
local names = redis.call('HGETALL', KEYS[1])
for at = 1, #names, 2 do
  if tonumber(names[at + 1]) < tonumber(ARGV[1]) then
    stale[#stale + 1] = names[at]
    stale[#stale + 1] = names[at + 1]
  end
end
return stale
