-- The application's own first migration, beside Twinbox's.
CREATE TABLE orders (id text PRIMARY KEY);
