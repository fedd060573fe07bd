-- write: fill an entry under a lease or a ticket.
--
-- Guarantees: nothing is stored unless the entry's fence is present and equals the lease's (a lost store fails safe),
-- and nothing older than the entry or its tombstone is stored.
-- Defends against: the set-after-delete race, a holder paused past its lease, a stale overwrite, a store that lost its
-- data between look and write.
-- Source: leases, Nishtala et al. (NSDI'13) 3.2.1; fencing tokens, Kleppmann, "How to do distributed locking" (2016).
--
-- KEYS[1] the entry. ARGV 1 the lease's fence, 2 the value's version (0 = unversioned), 3 the envelope, 4 until
--         when to keep it (Unix ms on Redis' clock), 5 the channel for news.
-- Answers 1 stored | 2 refused, the lease is void | 3 refused, the version is too old.
-- What no version of the library wrote (envelope: format 1, 30 bytes of header) is no entry.
local function readable(entry) return entry and #entry >= 30 and string.byte(entry) == 1 end

local found = redis.call('HMGET', KEYS[1], 'fence', 'gone', 'entry', 'waiters')
if not found[1] or found[1] ~= ARGV[1] then return 2 end

local version = tonumber(ARGV[2])
local held = tonumber(found[2]) or 0
if readable(found[3]) then held = math.max(held, (struct.unpack('>I8', found[3], 3))) end
if found[4] then
  redis.call('HDEL', KEYS[1], 'waiters')
  redis.call('PUBLISH', ARGV[5], 'w' .. KEYS[1])
end
if version > 0 and version < held then
  redis.call('HDEL', KEYS[1], 'lease')
  return 3
end

-- A tombstone outlives what is filled in over it: a late write-through asks for no lease.
local ends = tonumber(ARGV[4])
if (tonumber(found[2]) or 0) > 0 then
  local time = redis.call('TIME')
  ends = math.max(ends, time[1] * 1000 + math.floor(time[2] / 1000) + redis.call('PTTL', KEYS[1]))
end
redis.call('HSET', KEYS[1], 'entry', ARGV[3], 'lease', '0')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
return 1
