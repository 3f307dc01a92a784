package graph

// DeclarationSummary is a declaration in short: what it comes to for whoever weighs many. Levels must not be
// changed. Who may see a field is as in [Declares].
type DeclarationSummary struct {
	Held         *Level `see:"self manager hr published"`
	SelfAssessed *Level `see:"self manager hr"`
	On           Day    `see:"self manager hr published"`
	ValidUntil   Day    `see:"self manager hr published"`
	ValidatedOn  Day    `see:"self manager hr published"`
	Possessed    bool   `see:"self manager hr published"`
	Validated    bool   `see:"self manager hr published"`
	Published    bool   `see:"self manager hr published"`
}

// Summary is the declaration in short.
func (d Declares) Summary() DeclarationSummary {
	return DeclarationSummary{
		Held: d.Held, SelfAssessed: d.SelfAssessed, Possessed: d.Possessed,
		On: d.On.Day(), ValidUntil: d.ValidUntil.Day(),
		Validated: d.Validated, ValidatedOn: d.ValidatedOn.Day(), Published: d.Published,
	}
}
