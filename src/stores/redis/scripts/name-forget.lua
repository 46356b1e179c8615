-- Forget that a user wanted names, but for those of later wishes.
-- KEYS[1] the names of the user, each with the number of the wish for it   ARGV names, each with the number of its wish behind it
for at = 1, #ARGV, 2 do
  local wish = redis.call('HGET', KEYS[1], ARGV[at])
  if wish and tonumber(wish) <= tonumber(ARGV[at + 1]) then redis.call('HDEL', KEYS[1], ARGV[at]) end
end
return 1
