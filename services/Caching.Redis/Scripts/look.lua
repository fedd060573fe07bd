-- look: what is there for entries, decided on Redis' own clock, and the lease in the same trip if one is to be had.
--
-- Guarantees: at most one live lease per entry, so at most one load fleet-wide; a fence never repeats, not even after
-- the entry has gone, because it moves to max(fence + 1, now in microseconds).
-- Defends against: dogpile; a stale fill after a lease was lost (write.lua compares the fence).
-- Sources: leases, Nishtala et al., "Scaling Memcache at Facebook" (NSDI'13) 3.2.1; early expiry, Vattani et al.,
-- "Optimal Probabilistic Cache Stampede Prevention" (VLDB'15), where the caller draws -beta * ln(random).
--
-- KEYS[1]… the entries, of one slot. Nothing that goes wrong with one touches another.
-- ARGV    for each: 1 lease (ms; 0 = a shared ticket: any number may hold it, and it says only that nothing has been
--         invalidated since), 2 the XFetch draw, a factor >= 0 on the measured load time, 3 how long the fence
--         outlives the lease (ms), 4 '1' if the caller waits rather than take a stale entry.
-- Answers { now (us), then for each: kind, entry or '', fence or 0, busy for (us) }; kind 1 fresh, 2 stale, 3 absent,
--         4 busy, 0 if what is there is not ours.
-- What no version of the library wrote (envelope: format 1, 30 bytes of header) is no entry.
local function readable(entry) return entry and #entry >= 30 and string.byte(entry) == 1 end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local at = string.format('%.0f', now)

local function look(key, lease, early, outlives, waits)
  local found = redis.call('HMGET', key, 'entry', 'fence', 'lease', 'gone')
  local entry = found[1]
  if entry and not readable(entry) then
    redis.call('HDEL', key, 'entry')
    entry = false
  end
  if entry then
    -- Envelope: format, flags, version, fresh until (ms), keep until (ms), load time (ms), then the payload.
    local fresh, keep, load = struct.unpack('>I8I8I4', entry, 11)
    if now / 1000 + load * tonumber(early) < fresh then return 1, entry, '0', 0 end
    if now / 1000 >= keep then
      -- A lease may have made the key outlive its value. Its version is remembered: a ticket from before it may be
      -- about.
      redis.call('HDEL', key, 'entry')
      local version = struct.unpack('>I8', entry, 3)
      if version > (tonumber(found[4]) or 0) then
        redis.call('HSET', key, 'gone', string.format('%.0f', version))
      end
      entry = false
    end
  end

  local exclusive = lease ~= '0'
  local leased = tonumber(found[3]) or 0
  if exclusive and leased > now then
    if not entry or waits == '1' then redis.call('HSET', key, 'waiters', '1') end
    if entry then return 2, entry, '0', leased - now end
    return 4, '', '0', leased - now
  end

  local fence = found[2]
  if exclusive then
    fence = string.format('%.0f', math.max((tonumber(fence) or 0) + 1, now))
    redis.call('HSET', key, 'fence', fence, 'lease', string.format('%.0f', now + lease * 1000))
  elseif not fence then
    fence = at
    redis.call('HSET', key, 'fence', fence)
  end
  local outlive = lease + outlives
  -- What was not there before has no end yet, and needs none to be compared with.
  if not (found[1] or found[2]) or redis.call('PTTL', key) < outlive then
    redis.call('PEXPIRE', key, outlive)
  end
  return entry and 2 or 3, entry or '', fence, 0
end

local answers = { at }
for i, key in ipairs(KEYS) do
  local last = 4 * i
  local known, kind, entry, fence, busy = pcall(look, key, unpack(ARGV, last - 3, last))
  if not known then kind, entry, fence, busy = 0, '', '0', 0 end
  answers[last - 2], answers[last - 1], answers[last], answers[last + 1] = kind, entry, fence, busy
end
return answers
