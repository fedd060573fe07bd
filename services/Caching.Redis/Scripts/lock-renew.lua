-- Lets a lease run for its whole time to live again.
-- Guarantee: only for the holder that still has it. What has ended, was overtaken or was lost is refused and never
-- made anew: between then and now another may have held the lock and changed what it guards.
-- KEYS[1] lock   ARGV[1] holder   ARGV[2] time to live in ms   ARGV[3] fence memory in ms   →   1 renewed   0 refused
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lock = redis.call('HMGET', KEYS[1], 'holder', 'until')
if lock[1] ~= ARGV[1] or tonumber(lock[2]) <= now then return 0 end
redis.call('HSET', KEYS[1], 'until', now + ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2] + ARGV[3])
return 1
