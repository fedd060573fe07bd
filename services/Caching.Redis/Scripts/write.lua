-- write: fill entries, each under a lease or a ticket.
--
-- Guarantees: nothing is stored unless the entry's fence is present and equals the lease's (a lost store fails safe),
-- and nothing older than the entry or its tombstone is stored.
-- Defends against: the set-after-delete race, a holder paused past its lease, a stale overwrite, a store that lost its
-- data between look and write.
-- Source: leases, Nishtala et al. (NSDI'13) 3.2.1; fencing tokens, Kleppmann, "How to do distributed locking" (2016).
--
-- KEYS[1]… the entries, of one slot. Nothing that goes wrong with one touches another.
-- ARGV    for each: 1 the lease's fence, 2 the value's version (0 = unversioned), 3 the envelope, 4 until
--         when to keep it (Unix ms on Redis' clock), 5 the channel for news.
-- Answers for each 1 stored | 2 refused, the lease is void | 3 refused, the version is too old | 0 it failed.
-- What no version of the library wrote (envelope: format 1, 30 bytes of header) is no entry.
local function readable(entry) return entry and #entry >= 30 and string.byte(entry) == 1 end

local function write(key, fence, version, entry, keep, channel)
  local found = redis.call('HMGET', key, 'fence', 'gone', 'entry', 'waiters')
  if not found[1] or found[1] ~= fence then return 2 end

  version = tonumber(version)
  local held = tonumber(found[2]) or 0
  if readable(found[3]) then held = math.max(held, (struct.unpack('>I8', found[3], 3))) end
  if found[4] then
    redis.call('HDEL', key, 'waiters')
    redis.call('PUBLISH', channel, 'w' .. key)
  end
  if version > 0 and version < held then
    redis.call('HDEL', key, 'lease')
    return 3
  end

  -- A tombstone outlives what is filled in over it: a late write-through asks for no lease.
  if (tonumber(found[2]) or 0) > 0 then
    local time = redis.call('TIME')
    local gone = time[1] * 1000 + math.floor(time[2] / 1000) + redis.call('PTTL', key)
    keep = string.format('%.0f', math.max(tonumber(keep), gone))
  end
  redis.call('HSET', key, 'entry', entry, 'lease', '0')
  redis.call('PEXPIREAT', key, keep)
  return 1
end

local answers = {}
for i, key in ipairs(KEYS) do
  local done, answer = pcall(write, key, unpack(ARGV, 5 * i - 4, 5 * i))
  answers[i] = done and answer or 0
end
return answers
