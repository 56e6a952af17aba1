CREATE TABLE payment (
  id       uuid        PRIMARY KEY,
  order_id uuid        NOT NULL,
  customer text        NOT NULL,
  cents    bigint      NOT NULL CHECK (cents > 0),
  paid_at  timestamptz NOT NULL,
  version  bigint      NOT NULL
);

CREATE INDEX ON payment (paid_at);
CREATE INDEX ON payment (order_id);
