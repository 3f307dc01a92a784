// Package interview reads what HR exports from GPEC/GEPP interviews: tables in which one row
// is a person, a skill and an interview, with the levels required, held and self-assessed.
//
// # What a file may look like
//
// A file is whatever a spreadsheet or an HR system writes: UTF-8 or UTF-16, with or without a
// byte-order mark, else the one of Windows-1252, ISO-8859-15, MacRoman and CP850 in which most
// letters are French; bytes that are no text reject their row, not the file; separated by ; tab , or |, with or
// without a line "sep=;" and titles above the header. Columns are found by their French or
// English names, in any order, whatever their case, accents and punctuation; see [Columns].
//
//	Matricule;Type d'entretien;Date de l'entretien;Code compétence;Compétence;Niveau requis;Niveau acquis
//	000127;Entretien annuel;14/01/2026;C-LINUX;Administration Linux;3;4
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
