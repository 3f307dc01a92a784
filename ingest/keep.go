package ingest

import "github.com/sachant/sachant/graph"

// keep completes a fact with what is kept of the stored one, though its source does not say it: what a person decided
// about a statement, what human resources said of a skill, what a unit was called before a
// reorganisation, what another file said of an interview, and what managers decided about a community and its members.
func (f *stagedFact) keep(stored graph.Value) error {
	var kept graph.Value
	switch value := f.Value.(type) {
	case graph.Declares:
		was, _ := stored.(graph.Declares)
		kept = value.Keeping(was)
	case graph.Skill:
		was, _ := stored.(graph.Skill)
		kept = value.Keeping(was)
	case graph.Unit:
		was, _ := stored.(graph.Unit)
		kept = value.Keeping(was)
	case graph.Interview:
		was, _ := stored.(graph.Interview)
		kept = value.Keeping(was)
	case graph.Community:
		was, _ := stored.(graph.Community)
		kept = value.Keeping(was)
	case graph.MemberOf:
		was, _ := stored.(graph.MemberOf)
		kept = value.Keeping(was)
	default:
		return nil
	}
	f.Value = kept
	record, err := f.Record()
	f.record = record
	return err
}
