package graph

// ContributionSummary is a contribution in short: what it is to whoever weighs many. Who may see a field is as in
// [Contribution], who may see On as PublishedAt.
type ContributionSummary struct {
	// Type is that of the contribution.
	Type string
	// On is the day when it was published.
	On Day
	// Tallied: it has Likes or Dislikes, which only its [Value] tells.
	Tallied bool
	// There: the node is a contribution. The rest of what is none is empty.
	There bool
}

// Summary is the contribution in short.
func (c Contribution) Summary() ContributionSummary {
	return ContributionSummary{Type: c.Type, On: DayOf(c.PublishedAt), Tallied: len(c.Likes)+len(c.Dislikes) > 0, There: true}
}
