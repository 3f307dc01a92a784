CREATE CONSTRAINT person IF NOT EXISTS FOR (n:Person) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT contribution IF NOT EXISTS FOR (n:Contribution) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT skill IF NOT EXISTS FOR (n:Skill) REQUIRE n.id IS UNIQUE;

MATCH (said:Contribution)
CALL (said) {
  WITH COUNT { (said)<-[:LIKES]-() } AS likes
  SET said.weight = (1 + log(1 + likes)) * CASE said.accepted WHEN 1 THEN 1.5 ELSE 1.0 END * CASE said.kind WHEN 'Q' THEN 0.2 ELSE 1.0 END
} IN TRANSACTIONS OF 20000 ROWS;

MATCH (person:Person)
CALL (person) {
  SET person.renown = log(1 + COUNT { (person)<-[:FOLLOWS]-() })
} IN TRANSACTIONS OF 20000 ROWS;

CREATE FULLTEXT INDEX texts IF NOT EXISTS FOR (n:Contribution) ON EACH [n.title, n.text] OPTIONS {indexConfig: {`fulltext.analyzer`: 'french'}};
CREATE FULLTEXT INDEX labels IF NOT EXISTS FOR (n:Skill) ON EACH [n.label] OPTIONS {indexConfig: {`fulltext.analyzer`: 'french'}};
CALL db.awaitIndexes(7200);
