-- invalidate: drop an entry because its row has changed.
--
-- Guarantees: every lease and ticket handed out before is void (the fence moves), and nothing older than the commit
-- version can be stored for as long as the tombstone lives, which is longer than any load may take. An older or
-- repeated version is a no-op, which is what makes consumers of the log idempotent.
-- Defends against: the set-after-delete race; a backlog that is replayed and would empty a cache that is newer.
--
-- KEYS[1] the entry. ARGV 1 the commit version (0 = unknown: always drops), 2 the tombstone's life (ms), 3 the channel.
-- Answers 0 nothing was there, a tombstone is left | 1 dropped | 2 no-op, as new or newer is known.
-- What no version of the library wrote (envelope: format 1, 30 bytes of header) is no entry.
local function readable(entry) return entry and #entry >= 30 and string.byte(entry) == 1 end

local found = redis.call('HMGET', KEYS[1], 'fence', 'gone', 'entry')
local version = tonumber(ARGV[1])
local gone = tonumber(found[2]) or 0
if version > 0 then
  if version <= gone and not found[3] then return 2 end
  if readable(found[3]) and version <= (struct.unpack('>I8', found[3], 3)) then
    -- It stands, filled in after the commit. Once, the change is remembered, for the entry may end before a late
    -- write-through, and told, for the memory of a process may hold what is older.
    if version > gone then
      redis.call('PUBLISH', ARGV[3], 'i' .. ARGV[1] .. ':' .. KEYS[1])
      if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
      redis.pcall('HSET', KEYS[1], 'gone', ARGV[1])
    end
    return 2
  end
  gone = math.max(gone, version)
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local fence = string.format('%.0f', math.max((tonumber(found[1]) or 0) + 1, now))
-- The delete first: a script that has begun to write may go on even where memory is full.
redis.call('HDEL', KEYS[1], 'entry', 'lease', 'waiters')
redis.call('HSET', KEYS[1], 'fence', fence, 'gone', string.format('%.0f', gone))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], 'i' .. ARGV[1] .. ':' .. KEYS[1])
return found[3] and 1 or 0
