-- Deletes of cache entries that a committed write still owes. A transaction leaves the row, a worker carries it out.
CREATE TABLE {schema}.second_deletes (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry  text NOT NULL,
    due_at timestamptz NOT NULL
);

CREATE INDEX second_deletes_by_time ON {schema}.second_deletes (due_at);

-- Acknowledged changes that have not reached their rows yet: the last one of each key.
CREATE TABLE {schema}.write_behind (
    family      text,
    key         text,
    version     bigint NOT NULL,
    change      jsonb NOT NULL,
    writes      bigint NOT NULL DEFAULT 1,
    buffered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (family, key)
);

CREATE INDEX write_behind_by_time ON {schema}.write_behind (buffered_at);

-- Requests that were answered, so that a retry is answered the same and changes nothing.
CREATE TABLE {schema}.idempotency (
    key         text PRIMARY KEY,
    fingerprint text NOT NULL,
    answer      jsonb,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX idempotency_by_time ON {schema}.idempotency (created_at);
