-- The transaction's id stands beside the position because positions are handed out before the commit:
-- a reader that went by position alone would skip a transaction that commits late.
CREATE TABLE {schema}.outbox (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xact        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    family      text NOT NULL,
    key         text NOT NULL,
    version     bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('changed', 'deleted')),
    payload     jsonb,
    traceparent text,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX outbox_by_commit ON {schema}.outbox (xact, position);

CREATE TABLE {schema}.outbox_cursor (
    name     text PRIMARY KEY,
    xact     xid8 NOT NULL,
    position bigint NOT NULL
);
