package index

// testWeights are those that Sachant ships.
func testWeights() Weights {
	return Weights{
		K1: 1.2, B: 0.75,
		AnswerLength: 120, QuestionLength: 80, TextLength: 120, SkillLength: 4, ProfileLength: 6,
		Stem: 0.9, Part: 0.8, Stop: 0.05, Kept: 500, KeptSkills: 50,
	}
}
