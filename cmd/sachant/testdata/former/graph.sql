PRAGMA application_id = 1399023732;
PRAGMA user_version = 1;
PRAGMA journal_mode = wal;
BEGIN TRANSACTION;
CREATE TABLE kind (
	n    INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO kind VALUES(1,'is');
INSERT INTO kind VALUES(2,'reports_to');
INSERT INTO kind VALUES(3,'in_unit');
INSERT INTO kind VALUES(4,'at_site');
INSERT INTO kind VALUES(5,'declares');
INSERT INTO kind VALUES(6,'follows');
INSERT INTO kind VALUES(7,'member_of');
INSERT INTO kind VALUES(8,'authored');
INSERT INTO kind VALUES(9,'answers');
INSERT INTO kind VALUES(10,'about');
INSERT INTO kind VALUES(11,'in');
INSERT INTO kind VALUES(12,'likes');
INSERT INTO kind VALUES(13,'concerns');
CREATE TABLE node (
	n        INTEGER PRIMARY KEY,
	key      TEXT NOT NULL UNIQUE,
	origin   TEXT NOT NULL,
	revision INTEGER NOT NULL,
	at       INTEGER NOT NULL, -- ms since 1970, UTC
	value    TEXT NOT NULL     -- JSON
) STRICT;
INSERT INTO node VALUES(1,'account/byobcez7ranf7svx','directory',1,1795996745243,'{"source":"directory","attribute":"entryUUID","roster":true}');
INSERT INTO node VALUES(2,'account/c7hzdlfc3opotzrm','directory',1,1795996745243,'{"source":"directory","attribute":"entryUUID","roster":true}');
INSERT INTO node VALUES(3,'account/dy3pn2gxs5qog534','directory',1,1795996745243,'{"source":"directory","attribute":"entryUUID","roster":true}');
INSERT INTO node VALUES(4,'account/l63g4cfwng4j4ncg','directory',1,1795996745243,'{"source":"directory","attribute":"entryUUID","roster":true}');
INSERT INTO node VALUES(5,'account/ldvayroksg67lisq','directory',1,1795996745243,'{"source":"directory","attribute":"entryUUID","roster":true}');
INSERT INTO node VALUES(6,'person/byobcez7ranf7svx','directory',1,1795996745243,'{"displayName":"Dina Morel","familyName":"Morel","employeeNumber":"000004"}');
INSERT INTO node VALUES(7,'person/c7hzdlfc3opotzrm','directory',1,1795996745243,'{"displayName":"Chika Mori","familyName":"Mori","employeeNumber":"000003"}');
INSERT INTO node VALUES(8,'person/dy3pn2gxs5qog534','directory',1,1795996745243,'{"displayName":"Boris Petrov","familyName":"Petrov","employeeNumber":"000002"}');
INSERT INTO node VALUES(9,'person/l63g4cfwng4j4ncg','directory',1,1795996745243,'{"displayName":"Anna Sokolova","familyName":"Sokolova","employeeNumber":"000001"}');
INSERT INTO node VALUES(10,'person/ldvayroksg67lisq','directory',1,1795996745243,'{"displayName":"Emil Roux","familyName":"Roux","employeeNumber":"000005"}');
INSERT INTO node VALUES(11,'site/7','directory',1,1795996745243,'{"name":"Город 7"}');
INSERT INTO node VALUES(12,'site/cp7vfom7rhrfiimu','directory',1,1795996745243,'{"name":"東京"}');
INSERT INTO node VALUES(13,'site/nantes','directory',1,1795996745243,'{"name":"Nantes"}');
INSERT INTO node VALUES(14,'unit/1','directory',1,1795996745243,'{"name":"Отдел 1"}');
INSERT INTO node VALUES(15,'unit/direction-generale-deleguee-aux-affaires-juridiques-de-la-conformite-des-assurances-et-de-la-protection-des-donnees-pers','directory',1,1795996745243,'{"name":"Direction générale déléguée aux affaires juridiques, de la conformité, des assurances et de la protection des données personnelles, secteur nord"}');
INSERT INTO node VALUES(16,'unit/u2nfe3jb247rbjmg','directory',1,1795996745243,'{"name":"開発部"}');
INSERT INTO node VALUES(17,'interview/evwveio4j3b63bfc','interviews',2,1795996745327,'{"type":"annuel","on":"2026-03-14"}');
INSERT INTO node VALUES(18,'interview/ezbd4qwoaw42qgud','interviews',2,1795996745327,'{"type":"annuel","on":"2026-03-15"}');
INSERT INTO node VALUES(19,'interview/lyrc435j4zmxyead','interviews',2,1795996745327,'{"type":"annuel","on":"2026-03-13"}');
INSERT INTO node VALUES(20,'interview/qxzdgz4xu3rrl6iy','interviews',2,1795996745327,'{"type":"annuel","on":"2026-03-11"}');
INSERT INTO node VALUES(21,'interview/zjlbolab5c2cdbxu','interviews',2,1795996745327,'{"type":"annuel","on":"2026-03-12"}');
INSERT INTO node VALUES(22,'skill/amylase','interviews',2,1795996745327,'{"prefLabel":"α-amylase"}');
INSERT INTO node VALUES(23,'skill/c','interviews',2,1795996745327,'{"prefLabel":"µC"}');
INSERT INTO node VALUES(24,'skill/negociation-fournisseurs','interviews',2,1795996745327,'{"prefLabel":"Négociation fournisseurs"}');
INSERT INTO node VALUES(25,'contribution/npq34lz7k4vkkf5h','notes',3,1795996745403,'{"type":"note","publishedAt":"2026-01-13T08:30:00Z"}');
INSERT INTO node VALUES(26,'skill/qualite','notes',3,1795996745403,'{"prefLabel":"Qualité"}');
CREATE TABLE long (
	n     INTEGER PRIMARY KEY REFERENCES node,
	value TEXT NOT NULL -- JSON
) STRICT;
INSERT INTO long VALUES(25,'{"content":"La chaîne de mesure."}');
CREATE TABLE edge (
	src      INTEGER NOT NULL REFERENCES node,
	kind     INTEGER NOT NULL REFERENCES kind,
	dst      INTEGER NOT NULL REFERENCES node,
	tag      TEXT NOT NULL,
	origin   TEXT NOT NULL,
	revision INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	value    TEXT NOT NULL,
	long     TEXT,
	PRIMARY KEY (src, kind, dst, tag)
) WITHOUT ROWID, STRICT;
INSERT INTO edge VALUES(1,1,6,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(2,1,7,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(3,1,8,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(4,1,9,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(5,1,10,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(6,3,15,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(6,4,13,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(6,5,22,'interview/evwveio4j3b63bfc','interviews',2,1795996745327,'{"held":4,"heldRaw":"4","scale":"0-4","on":"2026-03-14","published":true}',NULL);
INSERT INTO edge VALUES(7,3,16,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(7,4,12,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(7,5,22,'interview/lyrc435j4zmxyead','interviews',2,1795996745327,'{"held":3,"heldRaw":"3","scale":"0-4","on":"2026-03-13","published":true}',NULL);
INSERT INTO edge VALUES(8,3,14,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(8,4,11,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(8,5,23,'interview/zjlbolab5c2cdbxu','interviews',2,1795996745327,'{"held":2,"heldRaw":"2","scale":"0-4","on":"2026-03-12","published":true}',NULL);
INSERT INTO edge VALUES(9,3,14,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(9,4,11,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(9,5,23,'interview/qxzdgz4xu3rrl6iy','interviews',2,1795996745327,'{"held":3,"heldRaw":"3","scale":"0-4","on":"2026-03-11","published":true}',NULL);
INSERT INTO edge VALUES(10,3,15,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(10,4,13,'','directory',1,1795996745243,'{}',NULL);
INSERT INTO edge VALUES(10,5,24,'interview/ezbd4qwoaw42qgud','interviews',2,1795996745327,'{"held":4,"heldRaw":"4","scale":"0-4","on":"2026-03-15","published":true}',NULL);
INSERT INTO edge VALUES(17,13,6,'','interviews',2,1795996745327,'{}',NULL);
INSERT INTO edge VALUES(18,13,10,'','interviews',2,1795996745327,'{}',NULL);
INSERT INTO edge VALUES(19,13,7,'','interviews',2,1795996745327,'{}',NULL);
INSERT INTO edge VALUES(20,13,9,'','interviews',2,1795996745327,'{}',NULL);
INSERT INTO edge VALUES(21,13,8,'','interviews',2,1795996745327,'{}',NULL);
INSERT INTO edge VALUES(25,10,23,'','notes',3,1795996745403,'{}',NULL);
INSERT INTO edge VALUES(25,10,26,'','notes',3,1795996745403,'{}',NULL);
CREATE TABLE change (
	revision INTEGER PRIMARY KEY,
	at       INTEGER NOT NULL,
	actor    TEXT NOT NULL,
	keys     BLOB NOT NULL
) STRICT;
INSERT INTO change VALUES(1,1795996745243,'import:directory',X'63c4524d8eeb200cdebf53e40256354d66d8f52a230286212f312986beb6a77f4a9a761410ebae90fcfdd9c92795f289e2a1bff95ee15d044946f0e5faa70634e0184ecd8c813dd5654afcdcf56854eb671fef617af9e5c0de2f475f327d6b673ada2b7f9ebdfd6cbb2ab0f7abcac6afd676cafc23db0d1d29fbf2cb81bd5f8efecaf445de82ffcbf64b8c8ecf5520f3cb65b5ef5a993720e337bb88706a96e7409222729deee83b918b706a96e7a05d40159d27b04818e488a071449b1041a62b4863a40bc830a4e0b43b2764d008a304e5c9f830b9b8281824730a921432608407650e3e6eee1a19b4274264584e792e58fcef05f454cc8b3bd52c2ec64f22fc04e3dc94eac2ece2742483edd01f3b11fa61b24f61d1946d937c5e6c22eacc2cfae3c92c5ab465e5f37a56c9ac66551a96cf8bac7d934a7a16f8b626adb5178fa768c50a6e97ac85ff783c6fdb765d22efe0ff000000ffff');
INSERT INTO change VALUES(2,1795996745327,'import:interviews',X'74696e746572766965772f6576777665696f346a336236336266630a696e746572766965772f6576777665696f346a33623633626663202d636f6e6365726e732d3e20706572736f6e2f62796f6263657a3772616e66377376780a696e746572766965772f657a62643471776f61773432716775640a696e746572766965772f657a62643471776f6177343271677564202d636f6e6365726e732d3e20706572736f6e2f6c64766179726f6b736736376c6973710a696e746572766965772f6c7972633433356a347a6d78796561640a696e746572766965772f6c7972633433356a347a6d7879656164202d636f6e6365726e732d3e20706572736f6e2f6337687a646c6663336f706f747a726d0a696e746572766965772f71787a64677a3478753372726c3669790a696e746572766965772f71787a64677a3478753372726c366979202d636f6e6365726e732d3e20706572736f6e2f6c363367346366776e67346a346e63670a696e746572766965772f7a6a6c626f6c616235633263646278750a696e746572766965772f7a6a6c626f6c61623563326364627875202d636f6e6365726e732d3e20706572736f6e2f647933706e3267787335716f673533340a706572736f6e2f62796f6263657a3772616e6637737678202d6465636c617265735b696e746572766965772f6576777665696f346a336236336266635d2d3e20736b696c6c2f616d796c6173650a706572736f6e2f6337687a646c6663336f706f747a726d202d6465636c617265735b696e746572766965772f6c7972633433356a347a6d78796561645d2d3e20736b696c6c2f616d796c6173650a706572736f6e2f647933706e3267787335716f67353334202d6465636c617265735b696e746572766965772f7a6a6c626f6c616235633263646278755d2d3e20736b696c6c2f630a706572736f6e2f6c363367346366776e67346a346e6367202d6465636c617265735b696e746572766965772f71787a64677a3478753372726c3669795d2d3e20736b696c6c2f630a706572736f6e2f6c64766179726f6b736736376c697371202d6465636c617265735b696e746572766965772f657a62643471776f61773432716775645d2d3e20736b696c6c2f6e65676f63696174696f6e2d666f75726e697373657572730a736b696c6c2f616d796c6173650a736b696c6c2f630a736b696c6c2f6e65676f63696174696f6e2d666f75726e69737365757273');
INSERT INTO change VALUES(3,1795996745403,'import:notes',X'74636f6e747269627574696f6e2f6e707133346c7a376b34766b6b6635680a636f6e747269627574696f6e2f6e707133346c7a376b34766b6b663568202d61626f75742d3e20736b696c6c2f630a636f6e747269627574696f6e2f6e707133346c7a376b34766b6b663568202d61626f75742d3e20736b696c6c2f7175616c6974650a736b696c6c2f7175616c697465');
CREATE TABLE state (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	head  INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	floor INTEGER NOT NULL,
	key   BLOB
) STRICT;
INSERT INTO state VALUES(1,3,1795996745403,0,X'000102030405060708090a0b0c0d0e0f');
CREATE INDEX edge_back ON edge (dst, kind);
COMMIT;
