-- Writes an entry: value, version and time to live together.
-- Guarantee: no entry without a time to live, and none that mixes the parts of two writes, whatever dies in
-- between: HSET and PEXPIRE as two commands would leave an entry for ever if the writer died after the first.
-- Not guaranteed: that the value is the newest. Under this script a slow loader overwrites what is newer (set after
-- delete); that is what the policies that use it are there to show.
-- KEYS[1] entry   ARGV[1] value   ARGV[2] version   ARGV[3] time to live in ms
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'value', ARGV[1], 'version', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
