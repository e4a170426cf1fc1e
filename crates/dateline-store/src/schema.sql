-- Schema 2 of a Dateline store. What every table, view and column means stands in
-- docs/store.md; a test holds the two together.
--
-- Tables have names in the singular and are how things are kept. Views have names in the
-- plural and are what a person queries: identifiers as they are printed, words of the page
-- beside every span. Positions are half-open pairs of code points of article text, as
-- substr() counts them (from 0 here, from 1 there).

CREATE TABLE rules (
  rules INTEGER PRIMARY KEY,
  version TEXT NOT NULL UNIQUE,
  program TEXT NOT NULL
) STRICT;

-- Words of the program's own (types, statuses, rules), and names that many rows have, each
-- once; many columns below hold their numbers, and the views their words.
CREATE TABLE term (
  term INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE run (
  run INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  command TEXT NOT NULL,
  seconds REAL,
  read INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  known INTEGER NOT NULL DEFAULT 0,
  quarantined INTEGER NOT NULL DEFAULT 0,
  report TEXT
) STRICT;

CREATE TABLE article (
  doc INTEGER PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  url TEXT,
  kind TEXT NOT NULL,
  is_article INTEGER NOT NULL,
  headline TEXT,
  publisher TEXT,
  agency TEXT,
  bylines TEXT NOT NULL,
  dateline_place TEXT,
  published TEXT,
  updated TEXT,
  language TEXT NOT NULL,
  n_words INTEGER NOT NULL,
  rules INTEGER NOT NULL REFERENCES rules,
  run INTEGER REFERENCES run
) STRICT;
CREATE INDEX article_published ON article (ifnull(published, '~'));
CREATE INDEX article_name ON article (name);

CREATE TABLE source (
  doc INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
  given TEXT NOT NULL,
  hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  raw BLOB,
  text TEXT NOT NULL,
  text_hash BLOB NOT NULL
) STRICT;

CREATE TABLE brief (
  doc INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE cell (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  field INTEGER NOT NULL REFERENCES term,
  value TEXT NOT NULL,
  "from" INTEGER NOT NULL REFERENCES term,
  start INTEGER,
  "end" INTEGER,
  rule INTEGER NOT NULL REFERENCES term,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE zone (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  kind INTEGER NOT NULL REFERENCES term,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  why INTEGER NOT NULL REFERENCES term,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  start INTEGER,
  "end" INTEGER,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  run INTEGER REFERENCES run,
  PRIMARY KEY (name, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  class INTEGER NOT NULL REFERENCES term,
  country TEXT,
  sector TEXT,
  code TEXT,
  key TEXT,
  mentions TEXT NOT NULL,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE time (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  type INTEGER NOT NULL REFERENCES term,
  value TEXT,
  reason TEXT,
  rule INTEGER NOT NULL REFERENCES term,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT NOT NULL,
  lat REAL,
  lon REAL,
  geonameid INTEGER,
  country TEXT,
  precision TEXT NOT NULL,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE attribution (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  source_start INTEGER,
  source_end INTEGER,
  cue_start INTEGER NOT NULL,
  cue_end INTEGER NOT NULL,
  content_start INTEGER NOT NULL,
  content_end INTEGER NOT NULL,
  pieces TEXT,
  direct INTEGER NOT NULL,
  stance INTEGER NOT NULL REFERENCES term,
  "outer" INTEGER,
  rule INTEGER NOT NULL REFERENCES term,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  attribution INTEGER NOT NULL,
  n INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind INTEGER NOT NULL REFERENCES term,
  start INTEGER,
  "end" INTEGER,
  PRIMARY KEY (doc, attribution, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE quote (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  speaker INTEGER REFERENCES term,
  direct INTEGER NOT NULL,
  chain TEXT NOT NULL,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_speaker ON quote (speaker) WHERE speaker IS NOT NULL;

CREATE TABLE event_mention (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  n INTEGER NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  words TEXT NOT NULL,
  clause_start INTEGER NOT NULL,
  clause_end INTEGER NOT NULL,
  type INTEGER NOT NULL REFERENCES term,
  cameo TEXT,
  status INTEGER NOT NULL REFERENCES term,
  polarity INTEGER NOT NULL REFERENCES term,
  certainty INTEGER NOT NULL REFERENCES term,
  factuality REAL,
  background INTEGER NOT NULL,
  date_from TEXT,
  date_to TEXT,
  precision INTEGER REFERENCES term,
  date_start INTEGER,
  date_end INTEGER,
  place TEXT,
  place_start INTEGER,
  place_end INTEGER,
  attribution INTEGER,
  confidence REAL,
  rule INTEGER NOT NULL REFERENCES term,
  PRIMARY KEY (doc, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention_actor (
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  mention INTEGER NOT NULL,
  n INTEGER NOT NULL,
  role INTEGER NOT NULL REFERENCES term,
  name TEXT,
  code TEXT,
  entity INTEGER,
  start INTEGER,
  "end" INTEGER,
  PRIMARY KEY (doc, mention, n)
) STRICT, WITHOUT ROWID;

-- What the articles say together; written anew when they are brought together.

CREATE TABLE collation (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  serial INTEGER NOT NULL,
  rules INTEGER REFERENCES rules
) STRICT;
INSERT INTO collation VALUES (1, 0, NULL);

CREATE TABLE origin (
  origin INTEGER PRIMARY KEY,
  agency TEXT,
  n_articles INTEGER NOT NULL,
  print INTEGER NOT NULL
) STRICT;

CREATE TABLE story (
  story INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  first TEXT,
  last TEXT,
  n_articles INTEGER NOT NULL,
  print INTEGER NOT NULL
) STRICT;
CREATE INDEX story_last ON story (ifnull(last, ''));

CREATE TABLE placed (
  doc INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
  origin INTEGER NOT NULL REFERENCES origin,
  story INTEGER REFERENCES story
) STRICT;
CREATE INDEX placed_story ON placed (story);
CREATE INDEX placed_origin ON placed (origin);

CREATE TABLE copy (
  copy INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  print INTEGER NOT NULL
) STRICT;

CREATE TABLE copy_article (
  copy INTEGER NOT NULL REFERENCES copy ON DELETE CASCADE,
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  PRIMARY KEY (copy, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_article_doc ON copy_article (doc);

CREATE TABLE copy_link (
  shorter INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  longer INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  kind TEXT NOT NULL,
  contained REAL NOT NULL,
  PRIMARY KEY (shorter, longer)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  event INTEGER PRIMARY KEY,
  sort INTEGER NOT NULL,
  type TEXT NOT NULL,
  cameo TEXT,
  status TEXT NOT NULL,
  background INTEGER NOT NULL,
  date_from TEXT,
  date_to TEXT,
  precision TEXT NOT NULL,
  after TEXT,
  before TEXT,
  summary TEXT,
  summary_doc INTEGER,
  summary_start INTEGER,
  summary_end INTEGER,
  place TEXT,
  lat REAL,
  lon REAL,
  country TEXT,
  place_precision TEXT,
  geonameid INTEGER,
  n_articles INTEGER NOT NULL,
  n_origins INTEGER NOT NULL,
  confidence REAL,
  review TEXT,
  print INTEGER NOT NULL
) STRICT;
CREATE INDEX event_sort ON event (sort);
CREATE INDEX event_type ON event (type, sort);
CREATE INDEX event_status ON event (status, sort);
CREATE INDEX event_country ON event (country, sort);
CREATE INDEX event_place ON event (place COLLATE NOCASE, sort);
CREATE INDEX event_review ON event (review) WHERE review IS NOT NULL;

CREATE TABLE actor (
  actor INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  key TEXT,
  class TEXT,
  country TEXT,
  code TEXT,
  n_events INTEGER NOT NULL DEFAULT 0,
  n_source INTEGER NOT NULL DEFAULT 0,
  n_target INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX actor_events ON actor (n_events);
CREATE INDEX actor_country ON actor (country);
CREATE INDEX actor_key ON actor (key);
CREATE VIRTUAL TABLE actor_search USING fts5 (
  name, content = 'actor', content_rowid = 'actor',
  tokenize = "unicode61 remove_diacritics 2", detail = none
);

CREATE TABLE event_actor (
  event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
  n INTEGER NOT NULL,
  role TEXT NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor,
  PRIMARY KEY (event, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_actor_actor ON event_actor (actor);

CREATE TABLE telling (
  event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  mention INTEGER NOT NULL,
  PRIMARY KEY (event, doc, mention)
) STRICT, WITHOUT ROWID;
CREATE INDEX telling_doc ON telling (doc, mention);

CREATE TABLE variant (
  event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
  n INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (event, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE story_event (
  story INTEGER NOT NULL REFERENCES story ON DELETE CASCADE,
  event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
  PRIMARY KEY (story, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_event_event ON story_event (event);

CREATE TABLE claim (
  claim INTEGER PRIMARY KEY,
  sort INTEGER NOT NULL,
  kind TEXT NOT NULL,
  statement TEXT,
  statement_doc INTEGER,
  statement_start INTEGER,
  statement_end INTEGER,
  made_from TEXT,
  made_to TEXT,
  made_precision TEXT,
  "by" INTEGER NOT NULL REFERENCES term,
  holder TEXT,
  about_event INTEGER,
  due_from TEXT,
  due_to TEXT,
  outcome TEXT NOT NULL,
  n_origins INTEGER NOT NULL,
  confidence REAL,
  review TEXT,
  print INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_sort ON claim (sort);
CREATE INDEX claim_outcome ON claim (outcome, sort);
CREATE INDEX claim_kind ON claim (kind, sort);
CREATE INDEX claim_by ON claim ("by", sort, review);
CREATE INDEX claim_due ON claim (due_to) WHERE due_to IS NOT NULL;
CREATE INDEX claim_event ON claim (about_event) WHERE about_event IS NOT NULL;

CREATE TABLE claim_evidence (
  claim INTEGER NOT NULL REFERENCES claim ON DELETE CASCADE,
  n INTEGER NOT NULL,
  role TEXT NOT NULL,
  doc INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (claim, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_evidence_doc ON claim_evidence (doc);

CREATE TABLE claim_turn (
  claim INTEGER NOT NULL REFERENCES claim ON DELETE CASCADE,
  n INTEGER NOT NULL,
  "on" TEXT,
  outcome TEXT NOT NULL,
  because TEXT NOT NULL,
  doc INTEGER REFERENCES article ON DELETE CASCADE,
  start INTEGER,
  "end" INTEGER,
  PRIMARY KEY (claim, n)
) STRICT, WITHOUT ROWID;

-- What people say against the machine.

CREATE TABLE correction (
  correction INTEGER PRIMARY KEY,
  made_at TEXT NOT NULL,
  author TEXT NOT NULL,
  target TEXT NOT NULL,
  anchors TEXT NOT NULL,
  action TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT,
  reason TEXT,
  machine TEXT,
  undone_at TEXT
) STRICT;

CREATE TABLE corrected (
  correction INTEGER PRIMARY KEY REFERENCES correction ON DELETE CASCADE,
  id TEXT NOT NULL,
  machine TEXT
) STRICT;
CREATE INDEX corrected_id ON corrected (id);

-- Full-text search over headlines and texts.

CREATE VIEW searchable AS
  SELECT source.doc, article.headline, source.text
  FROM source JOIN article USING (doc);
CREATE VIRTUAL TABLE search USING fts5 (
  headline, text, content = 'searchable', content_rowid = 'doc',
  tokenize = "unicode61 remove_diacritics 2"
);

-- What a person queries.

CREATE VIEW articles AS
  SELECT 'a:' || printf('%016x', a.id) AS id, a.name, a.url, a.publisher, a.agency,
    a.headline, a.bylines, a.published, a.updated, a.dateline_place, a.language,
    a.is_article, a.n_words,
    'o:' || printf('%016x', p.origin) AS origin,
    's:' || printf('%016x', p.story) AS story,
    r.version AS rules, a.doc
  FROM article a JOIN rules r USING (rules) LEFT JOIN placed p USING (doc);

CREATE VIEW events AS
  SELECT 'e:' || printf('%016x', event) AS id, type, cameo, status, date_from, date_to,
    precision, after, before,
    ifnull(summary, (SELECT substr(s.text, summary_start + 1, summary_end - summary_start)
      FROM source s WHERE s.doc = summary_doc)) AS summary,
    background, place, lat, lon, country,
    place_precision, geonameid,
    (SELECT group_concat(name, '; ') FROM event_actor x JOIN actor USING (actor)
      WHERE x.event = e.event AND role = 'source') AS sources,
    (SELECT group_concat(name, '; ') FROM event_actor x JOIN actor USING (actor)
      WHERE x.event = e.event AND role = 'target') AS targets,
    (SELECT group_concat(name, '; ') FROM event_actor x JOIN actor USING (actor)
      WHERE x.event = e.event AND role = 'participant') AS participants,
    n_articles AS articles, n_origins AS origins, confidence, review
  FROM event e;

CREATE VIEW evidence AS
  SELECT 'e:' || printf('%016x', t.event) AS event, 'a:' || printf('%016x', a.id) AS article,
    a.name, m.clause_start AS start, m.clause_end AS "end",
    substr(s.text, m.clause_start + 1, m.clause_end - m.clause_start) AS quote,
    m.words AS "trigger",
    (SELECT name FROM term WHERE term = m.type) AS type,
    (SELECT name FROM term WHERE term = m.status) AS status,
    (SELECT name FROM term WHERE term = m.rule) AS rule
  FROM telling t JOIN event_mention m ON m.doc = t.doc AND m.n = t.mention
    JOIN article a ON a.doc = t.doc JOIN source s ON s.doc = t.doc;

CREATE VIEW claims AS
  SELECT 'c:' || printf('%016x', claim) AS id, kind,
    ifnull(statement,
      (SELECT substr(s.text, statement_start + 1, statement_end - statement_start)
      FROM source s WHERE s.doc = statement_doc)) AS statement,
    made_from, made_to, (SELECT name FROM term WHERE term = "by") AS "by",
    holder, 'e:' || printf('%016x', about_event) AS about_event, due_from, due_to, outcome,
    n_origins AS origins, confidence, review
  FROM claim;

CREATE VIEW claim_history AS
  SELECT 'c:' || printf('%016x', t.claim) AS claim, t.n, t."on", t.outcome, t.because,
    'a:' || printf('%016x', a.id) AS article, t.start, t."end",
    substr(s.text, t.start + 1, t."end" - t.start) AS quote
  FROM claim_turn t LEFT JOIN article a USING (doc) LEFT JOIN source s USING (doc);

CREATE VIEW quotes AS
  SELECT 'a:' || printf('%016x', a.id) AS article, q.start, q."end",
    substr(s.text, q.start + 1, q."end" - q.start) AS quote,
    (SELECT name FROM term WHERE term = q.speaker) AS speaker, q.direct, q.chain,
    a.publisher, a.agency, a.published
  FROM quote q JOIN article a USING (doc) JOIN source s USING (doc);

CREATE VIEW mentions AS
  SELECT 'a:' || printf('%016x', a.id) AS article, e.name AS entity, t.name AS class,
    e.country, e.sector, e.code, e.key, m.value AS start,
    m.value + ((e.mentions ->> (m.key + 1)) >> 2) AS "end",
    CASE (e.mentions ->> (m.key + 1)) & 3
      WHEN 0 THEN 'name' WHEN 1 THEN 'nominal' ELSE 'pronoun' END AS kind,
    substr(s.text, m.value + 1, (e.mentions ->> (m.key + 1)) >> 2) AS words
  FROM entity e JOIN term t ON t.term = e.class JOIN article a USING (doc)
    JOIN source s USING (doc) JOIN json_each(e.mentions) m ON m.key % 2 = 0;

CREATE VIEW zones AS
  SELECT 'a:' || printf('%016x', a.id) AS article, k.name AS kind, z.start, z."end",
    substr(s.text, z.start + 1, z."end" - z.start) AS words, w.name AS why
  FROM zone z JOIN term k ON k.term = z.kind JOIN term w ON w.term = z.why
    JOIN article a USING (doc) JOIN source s USING (doc);

CREATE VIEW attributions AS
  SELECT 'a:' || printf('%016x', a.id) AS article, x.n, st.name AS stance, x.direct,
    substr(s.text, x.source_start + 1, x.source_end - x.source_start) AS source,
    substr(s.text, x.cue_start + 1, x.cue_end - x.cue_start) AS cue,
    x.content_start AS start, x.content_end AS "end",
    substr(s.text, x.content_start + 1, x.content_end - x.content_start) AS content,
    (SELECT group_concat(l.name, ' › ') FROM link l
      WHERE l.doc = x.doc AND l.attribution = x.n) AS chain,
    x."outer", r.name AS rule
  FROM attribution x JOIN term st ON st.term = x.stance JOIN term r ON r.term = x.rule
    JOIN article a USING (doc) JOIN source s USING (doc);

CREATE VIEW stories AS
  SELECT 's:' || printf('%016x', story) AS id, title, first, last, n_articles AS articles,
    (SELECT count(*) FROM story_event x WHERE x.story = s.story) AS events
  FROM story s;

CREATE VIEW problems AS
  SELECT name, code, message, 1 AS quarantined FROM quarantine
  UNION ALL
  SELECT a.name, n.code, n.message, 0 FROM note n JOIN article a USING (doc);
