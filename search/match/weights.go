package match

// Weights are the constants of a match. What is needed comes first: a needed skill that is held is worth Held, more than
// everything else together; one that is near is worth more than all that is nice to have.
type Weights struct {
	// Version changes with any other field.
	Version int
	// Held is what each needed skill that is held is worth, in points. Near is what all needed skills are worth where something
	// near each is held, and Quality what they are worth at most by how they are met. Nice is what all skills that are nice
	// to have are worth at most beside one needed skill; beside more, it is divided by their number.
	Held, Near, Quality, Nice float64
	// Proof and Claims are the qualities, 0 to 1, of a skill that is held, by how long ago that was said.
	Proof, Claims Span
	// Adjacent is the quality of something near, divided by its distance and 1.
	Adjacent float64
	// MaxShort is how many levels below the one demanded are still near.
	MaxShort float64
	// Askers is by how many different colleagues answers must have been accepted to be a proof.
	Askers int
	// HalfLife is in days: what was said decays with it. Undated is what a statement without a day weighs, 0 to 1.
	HalfLife, Undated float64
	// Possessed is the level, 0 to 4, that a skill held without a level counts as.
	Possessed float64
}

// Span is a quality of something of today, and of something that was said long ago.
type Span struct{ Fresh, Stale float64 }

func (s Span) at(freshness float64) float64 { return s.Stale + (s.Fresh-s.Stale)*freshness }

// DefaultWeights returns those that Sachant ships.
func DefaultWeights() Weights {
	return Weights{
		Version: 2,
		Held:    10, Near: 3, Quality: 4, Nice: 2,
		Proof: Span{Fresh: 1, Stale: 0.7}, Claims: Span{Fresh: 0.6, Stale: 0.4}, Adjacent: 0.5,
		MaxShort: 1, Askers: 2,
		HalfLife: 730, Undated: 0.5,
		Possessed: 2,
	}
}

// points returns what a line is worth, of an opening with so many skills that are needed and that are nice to have.
func (w Weights) points(line *Line, musts, nice int) float64 {
	if !line.Must {
		return line.worth * w.Nice / float64(nice*max(1, musts))
	}
	points := line.worth * w.Quality / float64(musts)
	switch {
	case line.holds():
		points += w.Held
	case line.Status == Adjacent:
		points += w.Near / float64(musts)
	}
	return points
}
