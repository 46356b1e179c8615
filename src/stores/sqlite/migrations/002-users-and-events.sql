-- Texts are kept as in JSON, without the quotes (see columns.ts). Times are milliseconds since 1970.

-- An identity belongs to one user, and a user has one identity of a provider.
CREATE TABLE provider_identities (
  provider    TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  user_id     TEXT NOT NULL,
  PRIMARY KEY (provider, provider_id),
  UNIQUE (provider, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  username      TEXT PRIMARY KEY,
  sub           TEXT NOT NULL UNIQUE,
  attributes    TEXT NOT NULL,
  password_hash TEXT,
  status        TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash   TEXT PRIMARY KEY,
  id           TEXT NOT NULL,
  username     TEXT NOT NULL,
  signed_in_at INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_username ON sessions (username);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The order of dying is that of `position`, and not of died_at: clocks go back.
CREATE TABLE dead_letters (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  letter   TEXT NOT NULL
) STRICT;
