-- versions-flip: makes a staged version the one that readers begin with.
--
-- Guarantees: a reader begins with a whole version, never with a mixture: the pointer moves to a version all of whose
-- parts are there, in one step, and never back. A superseded version stays as long as the longest read, from now on;
-- there are at most so many at once, the oldest go first. Who reads one that has gone finds nothing, not another's
-- part. Defends against: torn reads of a value that is overwritten in place; unbounded growth; a writer that dies
-- while it stages (what is staged has an end of its own).
-- Source: multiversion concurrency, Bernstein and Goodman (TODS 8, 1983).
--
-- KEYS[1] the pointer, KEYS[2] the superseded versions by the time (ms), KEYS[3] the staged parts; all in one slot.
-- ARGV 1 the version (> 0), 2 how many parts, 3 the longest read (ms), 4 the most versions at once, 5 the value's time
--      to live (ms), 6 what the keys of versions begin with.
-- Answers 1 flipped | 2 no-op, as new or newer is current | 3 no-op, parts are missing.
local version = tonumber(ARGV[1])
local current = tonumber(redis.call('HGET', KEYS[1], 'version')) or 0
local known = version <= current
if known or redis.call('HLEN', KEYS[3]) ~= tonumber(ARGV[2]) then
  redis.call('DEL', KEYS[3])
  return known and 2 or 3
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local longest = tonumber(ARGV[3])
-- Beyond the pointer's end by the longest read: who has looked at the pointer finds the parts.
local ends = ARGV[5] + longest
redis.call('RENAME', KEYS[3], ARGV[6] .. ARGV[1])
redis.call('PEXPIRE', ARGV[6] .. ARGV[1], ends)
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'parts', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[5])

if current > 0 and redis.call('PEXPIRE', ARGV[6] .. string.format('%.0f', current), longest) == 1 then
  redis.call('ZADD', KEYS[2], now, string.format('%.0f', current))
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - longest)
local over = redis.call('ZCARD', KEYS[2]) + 1 - ARGV[4]
if over > 0 then
  for _, old in ipairs(redis.call('ZRANGE', KEYS[2], 0, over - 1)) do
    redis.call('DEL', ARGV[6] .. old)
    redis.call('ZREM', KEYS[2], old)
  end
end
redis.call('PEXPIRE', KEYS[2], ends)
return 1
