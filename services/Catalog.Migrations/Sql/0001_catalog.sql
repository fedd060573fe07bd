CREATE TABLE {schema}.products (
    id          bigint PRIMARY KEY,
    name        text NOT NULL,
    category    int NOT NULL,
    price_cents int NOT NULL CHECK (price_cents >= 0),
    stock       int NOT NULL CHECK (stock >= 0),
    version     bigint NOT NULL CHECK (version > 0),
    updated_at  timestamptz NOT NULL
);

CREATE INDEX products_by_category ON {schema}.products (category, id);

CREATE TABLE {schema}.order_lines (
    id          bigint PRIMARY KEY,
    product_id  bigint NOT NULL,
    quantity    int NOT NULL,
    price_cents int NOT NULL,
    ordered_at  timestamptz NOT NULL
);

CREATE TABLE {schema}.flags (
    name       text PRIMARY KEY,
    enabled    boolean NOT NULL,
    version    bigint NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL
);

CREATE TABLE {schema}.objects (
    type       smallint,
    id         int,
    index      smallint,
    version    bigint NOT NULL CHECK (version > 0),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (type, id, index)
);

-- One row: what the lab does to the origin. The rankings statement sleeps for the delay itself, so
-- that a recompute occupies a connection as a slower database would.
CREATE TABLE {schema}.lab_settings (
    only_row        boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    origin_delay_ms int NOT NULL DEFAULT 150 CHECK (origin_delay_ms BETWEEN 0 AND 60000)
);

INSERT INTO {schema}.lab_settings DEFAULT VALUES;

-- Which seeds have been made.
CREATE TABLE {schema}.seeds (
    name      text PRIMARY KEY,
    rows      bigint NOT NULL,
    seeded_at timestamptz NOT NULL DEFAULT now()
);
