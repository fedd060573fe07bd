-- release: give a lease back after a load that failed, so that the next reader need not wait for it to end.
--
-- Guarantees: only the lease's own holder ends it; the fence stays, so the holder's late write is still the only one
-- that could match, and it has none to make.
--
-- KEYS[1] the entry. ARGV 1 the lease's fence, 2 the wake-up channel.
-- Answers 1 released | 0 it was no longer ours.
local found = redis.call('HMGET', KEYS[1], 'fence', 'waiters')
if not found[1] or found[1] ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'lease', 'waiters')
if found[2] then redis.call('PUBLISH', ARGV[2], 'w' .. KEYS[1]) end
return 1
