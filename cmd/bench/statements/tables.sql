CREATE TABLE person (id int, name text, unit text, renown real NOT NULL DEFAULT 0);
CREATE TABLE skill (id int, label text, words tsvector);
CREATE TABLE declares (person int, skill int, level int);
CREATE TABLE written (id int, kind text, author int, question int, day date, accepted int, title text, body text);
CREATE TABLE likes (person int, contribution int);
CREATE TABLE follows (follower int, followed int);
