-- What is ranked is kept apart from the texts and within the row, so that ranking a match reads nothing else.
ANALYZE;
CREATE TABLE contribution WITH (toast_tuple_target = 8160) AS
  SELECT w.id, w.author, w.question,
    ((1 + ln(1 + coalesce(l.count, 0))) * CASE w.accepted WHEN 1 THEN 1.5 ELSE 1 END * CASE w.kind WHEN 'Q' THEN 0.2 ELSE 1 END)::real AS weight,
    to_tsvector('french', concat_ws(' ', w.title, w.body)) AS words
  FROM written w LEFT JOIN (SELECT contribution, count(*) FROM likes GROUP BY contribution) l ON l.contribution = w.id;
UPDATE skill SET words = to_tsvector('french', label);
UPDATE person SET renown = ln(1 + f.count) FROM (SELECT followed, count(*) FROM follows GROUP BY followed) f WHERE f.followed = person.id;
ALTER TABLE person ADD PRIMARY KEY (id);
ALTER TABLE skill ADD PRIMARY KEY (id);
ALTER TABLE contribution ADD PRIMARY KEY (id);
ALTER TABLE written ADD PRIMARY KEY (id);
CREATE INDEX ON likes (contribution);
CREATE INDEX ON follows (followed);
CREATE INDEX ON declares (skill) INCLUDE (person, level);
CREATE INDEX ON contribution (question) INCLUDE (author, weight);
CREATE INDEX ON contribution USING gin (words);
CREATE INDEX ON skill USING gin (words);
VACUUM ANALYZE;
