-- settle: a recovery has ended, and this store is the one on record from now on.
--
-- Guarantees: only the store that the recovery has worked on is vouched for; if it was replaced meanwhile nothing is
-- written and the recovery begins anew.
-- Defends against: a second failover during the recovery from the first.
--
-- KEYS[1] the record (see standing.lua). ARGV 1 the identity that the recovery has worked on, then field, offset…
-- Answers 1 settled | 0 this is another store.
local server, replication = redis.call('INFO', 'server'), redis.call('INFO', 'replication')
local identity = string.match(server, 'run_id:(%w+)') .. '.' .. string.match(replication, 'master_replid:(%w+)')
if ARGV[1] ~= identity then return 0 end
redis.call('HDEL', KEYS[1], 'recovering')
redis.call('HSET', KEYS[1], 'id', identity, unpack(ARGV, 2))
return 1
