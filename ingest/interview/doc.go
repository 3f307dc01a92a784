// Package interview reads what HR exports from GPEC/GEPP interviews: the levels required, held and self-assessed of
// people's skills, what they wish, when the next interview is due, and lists of skills.
//
// # What a file may look like
//
// A file is whatever package table reads: CSV in any encoding, or a sheet of an XLSX workbook, with or without titles
// above the header. Columns are found by their French or English names, in any order, whatever their case, accents and
// punctuation; see [Columns]. By these the layout is recognized, see [Layout]:
//
//	Matricule;Type d'entretien;Date de l'entretien;Code compétence;Compétence;Niveau requis;Niveau acquis      long
//	Matricule;Type d'entretien;Date;Emploi(s) visé(s);Échéance;Formation(s) souhaitée(s);Prochaine échéance    summary
//	Matricule;Nom;Prénom;Soudage TIG;Soudage MIG                                                               matrix
//	Compétence;Requis;000127;000130                                                                            transposed
//	Code compétence;Nom de la compétence;Description;Domaine                                                   skills
//
// A matrix becomes rows of the long layout, a cell each; all those of one person are accepted or rejected together. It
// may have a second row of headers, with codes, labels or domains, and a row or a column of required levels; averages
// and totals are left out. A long table may say a level by a tick in one of several columns that are headed by levels, and
// name several skills in a cell, with a bar or a line break between them, or a level behind each.
//
// # What is read, and what never is
//
// A person is looked up by employee number (text: leading zeros count), or by e-mail where
// Reader.TrustEmail says so; never by name, and no person is created from a row. Comments are
// counted and dropped, because free text about people may be an appraisal. A file with a
// column that must not be here (date of birth, social security number, salary, health, union
// ...; by its header or by what its cells hold) is refused whole, so that a careless export
// leaves no trace at all.
//
// A cell that is not understood rejects its row and is never guessed at: a level outside the
// scale, a month above 12, an answer that is neither yes nor no. So does a row with more cells
// than the header, whose values may have slipped sideways.
//
// # Scales
//
// Levels are brought to 0..4, halves kept, with the words of the file beside them. Unless
// Reader.Scale names one, digits are read on 0-4, words and the letters I, L, U by the tables
// in scale.go, and O as one of those letters only in a file that uses another of them, since it
// may also be short for "oui". A 5 is rejected with a hint to name the scale 1-5: to infer that
// scale from one cell would let one slip of the keyboard move every other level in the file.
// "Oui" and "X" say that a skill is held without a level. Empty, "-", NA, NC, SO and "sans
// objet" are no level at all, which is not level 0; a row that has nothing but these is dropped
// and counted as "not concerned".
//
// # Identity
//
// An interview is (person, type, date), and a declaration (person, skill, interview), whatever
// the file is called and wherever the row stands, so the same rows in another file change
// nothing. A row that tells neither type nor date of an interview is tagged "hr": HR vouches
// for it outside any interview. Rows with the same content count once; rows that contradict each other
// are all rejected, each naming the others, because the reader cannot know which is right.
package interview
