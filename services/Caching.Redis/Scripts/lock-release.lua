-- Gives a lock back and wakes whoever waits for it.
-- Guarantee: only the holder of this very acquisition frees it, whoever else shares its process or connection; a
-- second release, or one that comes too late, changes nothing. The fence stays for the fence memory.
-- Failure it defends against: a slow holder that deletes the lock of its successor.
-- KEYS[1] lock   ARGV[1] holder   ARGV[2] fence memory in ms   ARGV[3] channel   ARGV[4] what to publish
-- →   1 released   0 not ours
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lock = redis.call('HMGET', KEYS[1], 'holder', 'until', 'wanted')
if lock[1] ~= ARGV[1] or tonumber(lock[2]) <= now then return 0 end
redis.call('HDEL', KEYS[1], 'holder', 'until', 'wanted')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if lock[3] then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
return 1
