-- Nodes that were handed entries of a rule, and have not said for longer than their lease that they read it.
-- KEYS[1] the rule's stream, [2] the nodes that read it
local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], 'fleet')
if consumers.err then return {} end
local gone = {}
for _, consumer in ipairs(consumers) do
  if not redis.call('ZSCORE', KEYS[2], consumer[2]) then gone[#gone + 1] = consumer[2] end
end
return gone
