-- put: write-through of a committed row, older never over newer.
--
-- Guarantees: an entry's version never goes back, and a load that began before cannot fill over this value (the fence
-- moves). An older entry is replaced at once. Where there is none, a tombstone is left, as by invalidate.lua: what is
-- there and older proves that nothing has been forgotten since it was filled, and an empty place proves nothing.
-- Defends against: write-through racing an older load; two writers whose cache writes arrive in the wrong order; a
-- writer paused for longer than the store remembers (tombstone's end, eviction, loss), whose row is no longer the last.
--
-- KEYS[1] the entry. ARGV 1 the version (> 0), 2 the envelope, 3 until when to keep it (Unix ms), 4 the channel,
--         5 the life of a tombstone (ms).
-- Answers 1 stored | 3 no-op, as new or newer is known | 4 no entry to replace, a tombstone is left.
-- What no version of the library wrote (envelope: format 1, 30 bytes of header) is no entry.
local function readable(entry) return entry and #entry >= 30 and string.byte(entry) == 1 end

local found = redis.call('HMGET', KEYS[1], 'fence', 'gone', 'entry')
local version = tonumber(ARGV[1])
local gone = tonumber(found[2]) or 0
if version < gone then return 3 end
local present = readable(found[3])
if not present and version == gone then return 4 end
if present and version <= (struct.unpack('>I8', found[3], 3)) then
  -- A reader was faster. Remembered and told all the same, as by invalidate.lua.
  if version > gone then
    redis.call('PUBLISH', ARGV[4], 'i' .. ARGV[1] .. ':' .. KEYS[1])
    if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
    redis.pcall('HSET', KEYS[1], 'gone', ARGV[1])
  end
  return 3
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local fence = string.format('%.0f', math.max((tonumber(found[1]) or 0) + 1, now))
redis.call('HDEL', KEYS[1], 'lease', 'waiters', present and 'lease' or 'entry')
if not present then
  redis.call('HSET', KEYS[1], 'fence', fence, 'gone', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  redis.call('PUBLISH', ARGV[4], 'i' .. ARGV[1] .. ':' .. KEYS[1])
  return 4
end
redis.call('HSET', KEYS[1], 'fence', fence, 'entry', ARGV[2], 'gone', ARGV[1])
-- Remembered for as long as an invalidation is, or an older one could come after this value's end.
local ends = math.max(tonumber(ARGV[3]), now / 1000 + ARGV[5])
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
redis.call('PUBLISH', ARGV[4], 'i' .. ARGV[1] .. ':' .. KEYS[1])
return 1
