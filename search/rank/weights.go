package rank

// Weights are the constants of the ranking.
type Weights struct{}

// DefaultWeights are those that Sachant ships.
func DefaultWeights() Weights { return Weights{} }
