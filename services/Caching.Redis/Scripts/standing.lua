-- standing: whether this store has seen all of the log that it should have seen.
--
-- Guarantees: the answer is about the very server that runs this script. A replica that was promoted, a server that was
-- restarted and one whose files were restored all have an identity that differs from the one they have on record.
-- Defends against: deletes and tombstones that asynchronous replication or an unsynced file has lost.
-- Sources: INFO's run_id and master_replid; redis.io, "Redis replication", "Replication ID explained".
--
-- KEYS[1] the record: 'id' the store that the log was applied to, '<log>/applied/<partition>' the offsets up to which
--         it was, '<log>/madeUpFor/<partition>' those up to which a recovery has made up for it, 'skipUntil' and
--         'capped' (Unix ms), 'recovering', 'wanted'.
-- Answers { identity, now (Unix ms), the record's fields and values one after the other… }.
local server, replication = redis.call('INFO', 'server'), redis.call('INFO', 'replication')
local identity = string.match(server, 'run_id:(%w+)') .. '.' .. string.match(replication, 'master_replid:(%w+)')
local time = redis.call('TIME')
local answer = { identity, string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)) }
for _, part in ipairs(redis.call('HGETALL', KEYS[1])) do answer[#answer + 1] = part end
return answer
