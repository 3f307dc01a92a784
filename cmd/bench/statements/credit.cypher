MATCH (hit:Contribution)
CALL (hit) {
  MATCH (hit)<-[:ANSWERS*0..1]-(said)<-[:AUTHORED]-(person)
  WITH hit, person, sum(said.weight) AS weight
  CREATE (person)-[:CREDITED {weight: weight}]->(hit)
} IN TRANSACTIONS OF 10000 ROWS;
