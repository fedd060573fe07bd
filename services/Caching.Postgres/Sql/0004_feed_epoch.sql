-- Grows when a relay has left out events: whoever follows the feed then forgets what he remembers.
ALTER TABLE {schema}.outbox_cursor ADD COLUMN epoch bigint NOT NULL DEFAULT 0;
