SET plan_cache_mode = force_custom_plan;
PREPARE find(text) AS
WITH hit AS MATERIALIZED (
  SELECT id, author, weight, ts_rank(words, to_tsquery('french', $1)) AS fit
  FROM contribution WHERE words @@ to_tsquery('french', $1) ORDER BY fit DESC LIMIT 500
), held AS MATERIALIZED (
  SELECT id, ts_rank(words, to_tsquery('french', $1)) AS fit
  FROM skill WHERE words @@ to_tsquery('french', $1) ORDER BY fit DESC LIMIT 50
), part AS (
  SELECT author AS person, fit * weight AS points FROM hit
  UNION ALL
  SELECT said.author, hit.fit * said.weight FROM hit JOIN contribution said ON said.question = hit.id
  UNION ALL
  SELECT declares.person, 0.5 * held.fit * declares.level FROM held JOIN declares ON declares.skill = held.id
)
SELECT person.id, person.name, total.points + 0.01 * person.renown AS score
FROM (SELECT person, sum(points) AS points FROM part GROUP BY person) total JOIN person ON person.id = total.person
ORDER BY score DESC LIMIT 10;
