package index

// Weights are the constants by which a text matches words: BM25 (Robertson and Zaragoza, 2009)
// with constant lengths in place of averages, so that a score depends on no other document's length.
type Weights struct {
	K1, B float64
	// AnswerLength and the others are usual lengths, in words.
	AnswerLength, QuestionLength, TextLength, SkillLength, ProfileLength float64
	// Stem is what a word found by its stem counts, Part one found by a part of a compound, 0 to 1.
	Stem, Part float64
	// Together is how many of a query's words a text must hold; fewer count where no text does.
	Together int
	// Kept is how many texts of each class are looked at, best first; KeptSkills how many skills,
	// with all who declare them.
	Kept, KeptSkills int
}
