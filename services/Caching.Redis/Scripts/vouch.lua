-- vouch: the log has been applied to this store up to these offsets.
--
-- Guarantees: an offset is written only into the store that the events were applied to. One that was promoted or
-- restored since takes none, or what it has lost would count as applied.
-- Defends against: a consumer whose events went to a store that is no more.
--
-- KEYS[1] the record (see standing.lua). ARGV field, offset, field, offset…
-- Answers 1 written | 0 this is not the store on record.
local server, replication = redis.call('INFO', 'server'), redis.call('INFO', 'replication')
local identity = string.match(server, 'run_id:(%w+)') .. '.' .. string.match(replication, 'master_replid:(%w+)')
if redis.call('HGET', KEYS[1], 'id') ~= identity then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1
