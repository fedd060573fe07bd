-- Takes a lock that is free or already this holder's.
-- Guarantee: at most one holder by Redis' own clock, and every grant to a new holder carries a fence above all
-- earlier ones: one more than the last, or the time in microseconds if that is more, so that a fence cannot repeat
-- even after the record has been evicted, flushed or lost (M. Kleppmann, "How to do distributed locking", 2016).
-- Failures it defends against: a dead holder (the record says until when it holds, and expires), a lost answer (the
-- same holder asks again and finds its grant), two holders under one number.
-- The record outlives the lease by the fence memory, so that a clock that steps back repeats no fence either.
-- KEYS[1] lock   ARGV[1] holder   ARGV[2] time to live in ms   ARGV[3] fence memory in ms
-- →   {1, fence} granted   {0, ms} taken, free in so many ms unless renewed
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lock = redis.call('HMGET', KEYS[1], 'holder', 'until', 'fence')
local left = lock[1] and tonumber(lock[2]) - now or 0
if left > 0 and lock[1] ~= ARGV[1] then
  -- Somebody waits: the release is worth a publication.
  redis.call('HSET', KEYS[1], 'wanted', 1)
  return {0, left}
end
local fence = tonumber(lock[3] or 0)
if left <= 0 then
  fence = math.max(fence + 1, time[1] * 1000000 + time[2])
end
-- Not tostring: it writes large numbers with an exponent and loses their end.
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', now + ARGV[2], 'fence', string.format('%.0f', fence))
redis.call('PEXPIRE', KEYS[1], ARGV[2] + ARGV[3])
return {1, fence}
