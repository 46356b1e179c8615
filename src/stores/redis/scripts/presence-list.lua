-- Answers how many people are in a topic, and who has come first: ids and names by turns.
-- KEYS[1] people: each one's name   KEYS[2] order: people as they came   KEYS[3] ends: people, by when the last of their connections ends
-- ARGV[1] now   ARGV[2] how many at most
local now, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = { redis.call('ZCOUNT', KEYS[3], '(' .. ARGV[1], '+inf') }
local from = 0
-- Those who are over may not have been taken out yet.
while #answer < limit * 2 + 1 do
  local people = redis.call('ZRANGE', KEYS[2], from, from + 99)
  if #people == 0 then break end
  local ends = redis.call('ZMSCORE', KEYS[3], unpack(people))
  local names = redis.call('HMGET', KEYS[1], unpack(people))
  for at, person in ipairs(people) do
    if #answer < limit * 2 + 1 and ends[at] and names[at] and tonumber(ends[at]) > now then
      answer[#answer + 1] = person
      answer[#answer + 1] = names[at]
    end
  end
  from = from + 100
end
return answer
