CREATE TABLE orders (
  id        uuid        PRIMARY KEY,
  customer  text        NOT NULL,
  item      text        NOT NULL,
  cents     bigint      NOT NULL CHECK (cents > 0),
  placed_at timestamptz NOT NULL,
  state     text        NOT NULL,
  payment   uuid,
  version   bigint      NOT NULL
);

CREATE INDEX ON orders (placed_at);
