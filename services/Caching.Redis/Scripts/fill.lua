-- fill: write an entry over whatever is there, without any guard.
--
-- Guarantees: value and time to live together, whatever dies in between; none of the parts of two writes mixed.
-- Not guaranteed: that the value is the newest. Under this script a slow loader overwrites what is newer (set after
-- delete); the policies that use it are there to show that.
--
-- KEYS[1] the entry. ARGV 1 the envelope, 2 how long to keep it (ms).
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'entry', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
