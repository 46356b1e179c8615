-- Texts are kept as in JSON, without the quotes (see columns.ts). Times are milliseconds since 1970.

CREATE TABLE guests (
  user_id     TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Apart from guests: people that come with the token of another issuer choose names too.
CREATE TABLE names (
  user_id TEXT PRIMARY KEY,
  name    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The order of rotation is that of `position`, and not of created_at: clocks go back.
CREATE TABLE signing_keys (
  position    INTEGER PRIMARY KEY AUTOINCREMENT,
  kid         TEXT NOT NULL,
  private_jwk TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;
