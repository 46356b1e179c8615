-- Take out entries that have come to their end.
-- KEYS[1] the rule's stream, [2] its state
-- ARGV for each entry: its id, its size
for i = 1, #ARGV, 2 do
  redis.call('XACK', KEYS[1], 'fleet', ARGV[i])
  if redis.call('XDEL', KEYS[1], ARGV[i]) == 1 then redis.call('HINCRBY', KEYS[2], 'bytes', '-' .. ARGV[i + 1]) end
end
return redis.call('XLEN', KEYS[1])
