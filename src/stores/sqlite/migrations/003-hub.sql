-- Texts are kept as in JSON, without the quotes (see columns.ts). Times are milliseconds since 1970.

-- `newest`, `floor` and `bytes` are as of the last trim: what was appended since is told by the events themselves.
CREATE TABLE history_topics (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  api     TEXT NOT NULL,
  topic   TEXT NOT NULL,
  epoch   TEXT NOT NULL,
  newest  INTEGER NOT NULL,
  floor   INTEGER NOT NULL,
  bytes   INTEGER NOT NULL,
  age_ms  INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  UNIQUE (api, topic)
) STRICT;

-- An append is one row, so that it is there or not: the key and the note are with the event ('' is none, else there is a quote ahead).
CREATE TABLE history_events (
  topic_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  bytes    INTEGER NOT NULL,
  key      TEXT NOT NULL,
  note     TEXT NOT NULL,
  text     TEXT NOT NULL,
  PRIMARY KEY (topic_id, position)
) STRICT, WITHOUT ROWID;

-- Keys of events that are not kept any more, or never were (`position` 0).
CREATE TABLE history_keys (
  id       INTEGER PRIMARY KEY,
  topic_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  key      TEXT NOT NULL,
  note     TEXT NOT NULL
) STRICT;

CREATE INDEX history_keys_by_topic ON history_keys (topic_id);

CREATE TABLE sanctions (
  subject TEXT NOT NULL,
  kind    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  until   INTEGER NOT NULL,
  reason  TEXT NOT NULL,
  PRIMARY KEY (subject, kind)
) STRICT, WITHOUT ROWID;

-- A name is one user's, and a user has one.
CREATE TABLE claimed_names (
  name    TEXT PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
