-- CACHE 1: a larger cache would give each connection a block of its own, and tokens would no longer grow in the order
-- in which they are drawn.
CREATE SEQUENCE {schema}.fencing_token AS bigint CACHE 1;
