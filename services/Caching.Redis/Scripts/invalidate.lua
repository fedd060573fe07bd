-- Deletes an entry unless it already has the event's version or a newer one.
-- Guarantee: applied twice, late or out of order, an event never deletes what a newer change has put there, so that
-- consumers may repeat (at least once) without costing a reload each time. Failure it defends against: a backlog
-- that is replayed would empty the cache although every entry in it is already newer.
-- An entry without a readable version is deleted: nothing vouches for it.
-- KEYS[1] entry   ARGV[1] the event's version   →   0 nothing there   1 deleted   2 already as new
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '')
if version and version >= tonumber(ARGV[1]) then return 2 end
redis.call('UNLINK', KEYS[1])
return 1
