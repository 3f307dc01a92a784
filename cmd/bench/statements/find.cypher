CALL () {
  CALL db.index.fulltext.queryNodes('texts', $words, {limit: 500}) YIELD node AS hit, score AS fit
  MATCH (hit)<-[:ANSWERS*0..1]-(said)<-[:AUTHORED]-(person)
  RETURN person, sum(fit * said.weight) AS part
UNION ALL
  CALL db.index.fulltext.queryNodes('labels', $words, {limit: 50}) YIELD node AS skill, score AS fit
  MATCH (skill)<-[declared:DECLARES]-(person)
  RETURN person, sum(0.5 * fit * declared.level) AS part
}
WITH person, sum(part) AS points
WITH person, points + 0.3 * person.renown AS score
ORDER BY score DESC LIMIT 10
RETURN person.id, person.name, score
