package graph

// Statement is what a source says of a person's skill: the summary of a declaration, and whether it was made in an
// interview.
type Statement struct {
	DeclarationSummary
	OfInterview bool
}

// Says reports whether the statement says that the skill is held, at a level or without one.
func (s Statement) Says() bool { return s.Held != nil || s.Possessed }

// Decides reports whether the statement decides over another one about the same skill of the same person: what an
// interview says goes before what the person says themselves, and what was said later before what was said earlier.
func (s Statement) Decides(other Statement) bool {
	if s.OfInterview != other.OfInterview {
		return s.OfInterview
	}
	return s.On >= other.On
}

// Holds reports whether the person holds the skill on a day, at any level above 0.
func (s Statement) Holds(on Day) bool {
	return (s.Possessed || s.Held != nil && *s.Held > 0) && (s.ValidUntil == 0 || s.ValidUntil >= on)
}

// Decisive are the statements that decide about a skill of a person, of those that were noted: about what is held, and what is
// required.
type Decisive struct{ Held, Required Statement }

// Note notes a statement, and reports about what it decides so far. Of statements that are alike the last one decides.
func (d *Decisive) Note(said Statement) (held, required bool) {
	if held = said.Says() && (!d.Held.Says() || said.Decides(d.Held)); held {
		d.Held = said
	}
	if required = said.Required != nil && (d.Required.Required == nil || said.Decides(d.Required)); required {
		d.Required = said
	}
	return held, required
}
