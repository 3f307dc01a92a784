package access

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Report tells the moderators of a community that something is wrong with a contribution there. Each person reports one once;
// who it was is told to nobody.
func (v *View) Report(ctx context.Context, contribution graph.Key, reason, text string) error {
	person := v.viewer.Person
	if !slices.Contains(graph.ReportReasons(), reason) {
		return fmt.Errorf("%w: %q is no reason to report something", graph.ErrInvalid, reason)
	}
	if len(text) > maxReason {
		return fmt.Errorf("%w: a report has 2,000 bytes at most", graph.ErrInvalid)
	}
	if contribution.Kind() != graph.KindContribution {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, contribution)
	}
	if err := v.allVisible(ctx, []graph.Key{person, contribution}); err != nil {
		return err
	}
	places, err := v.placesOf(ctx, contribution)
	if err != nil {
		return err
	}
	if len(places.Communities[contribution]) == 0 {
		return fmt.Errorf("%w: this was written in no community, so nobody moderates it", graph.ErrInvalid)
	}
	edge := graph.Edge(person, "", contribution, "", graph.Reports{Reason: reason, Text: strings.TrimSpace(text), On: v.gate.today(), State: graph.ReportOpen})
	if is, err := v.IsAsker(ctx, contribution); err != nil || is {
		return cmp.Or(err, fmt.Errorf("%w: this is yours: delete or change it yourself", graph.ErrInvalid))
	}
	standing, err := v.gate.reader.Facts(ctx, graph.Brief, edge.Key)
	if err != nil || len(standing) > 0 {
		return err
	}
	return v.commitKept(ctx, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// placesOf returns in which communities contributions are.
func (v *View) placesOf(ctx context.Context, contributions ...graph.Key) (Surroundings, error) {
	have := Surroundings{}
	return have, have.readPlaces(ctx, v.gate.reader, contributions)
}

func (s *Surroundings) isIn(contribution, community graph.Key) bool {
	return slices.ContainsFunc(s.Communities[contribution], func(fact graph.Fact) bool { return fact.Key == community })
}

// Reported is a contribution that people report, and why, without who.
type Reported struct {
	Contribution graph.Key
	// Since is the day of the first report.
	Since   graph.Date
	Reasons []Reason
}

// Reason is one of graph.ReportReasons, with what somebody says about it.
type Reason struct{ Reason, Text string }

// ReportsIn returns the contributions of a community that the viewer moderates which are reported and wait for a decision, the
// first one first. Nobody decides about what they wrote themselves.
func (v *View) ReportsIn(ctx context.Context, community graph.Key) ([]Reported, error) {
	if moderates, err := v.Moderates(ctx, community); err != nil || !moderates {
		return nil, err
	}
	open, err := v.openReports(ctx, func(graph.Key) bool { return true })
	if err != nil || len(open) == 0 {
		return nil, err
	}
	found := map[graph.Key]*Reported{}
	var keys []graph.Key
	for _, edge := range open {
		of, report := edge.To(), graph.As[graph.Reports](edge)
		if found[of] == nil {
			found[of], keys = &Reported{Contribution: of, Since: report.On}, append(keys, of)
		}
		found[of].Since = min(found[of].Since, report.On)
		found[of].Reasons = append(found[of].Reasons, Reason{report.Reason, report.Text})
	}
	places, err := v.placesOf(ctx, keys...)
	if err != nil {
		return nil, err
	}
	judged, err := v.judgedByViewer(ctx, keys)
	var all []Reported
	for _, key := range keys {
		if places.isIn(key, community) && judged[key] {
			slices.SortFunc(found[key].Reasons, func(a, b Reason) int { return cmp.Or(cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Text, b.Text)) })
			all = append(all, *found[key])
		}
	}
	slices.SortStableFunc(all, func(a, b Reported) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Contribution, b.Contribution))
	})
	return all, err
}

// openReports returns the reports of some contributions that wait for a decision.
func (v *View) openReports(ctx context.Context, of func(contribution graph.Key) bool) (open []graph.Fact, err error) {
	_, err = v.gate.reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		if graph.As[graph.Reports](fact).State == graph.ReportOpen && of(fact.To()) {
			open = append(open, fact)
		}
		return nil
	}, graph.KindReports)
	return open, err
}

// judgedByViewer reports which contributions the viewer sees and did not write.
func (v *View) judgedByViewer(ctx context.Context, contributions []graph.Key) (map[graph.Key]bool, error) {
	seen, err := v.Facts(ctx, graph.Brief, contributions...)
	if err != nil {
		return nil, err
	}
	judged := map[graph.Key]bool{}
	for _, fact := range seen {
		is, err := v.IsAsker(ctx, fact.Key)
		if err != nil {
			return nil, err
		}
		judged[fact.Key] = !is
	}
	return judged, nil
}

// SettleReports says that nothing is wrong with a contribution of a community that the viewer moderates.
func (v *View) SettleReports(ctx context.Context, community, contribution graph.Key) error {
	if err := v.mayJudge(ctx, community, contribution); err != nil {
		return err
	}
	tx, err := v.decideReports(ctx, contribution, graph.ReportDismissed, graph.Tx{})
	if err != nil || len(tx.Put) == 0 {
		return err
	}
	return v.commitKept(ctx, tx)
}

// decideReports adds what becomes of the open reports of a contribution to a transaction.
func (v *View) decideReports(ctx context.Context, contribution graph.Key, state string, tx graph.Tx) (graph.Tx, error) {
	open, err := v.openReports(ctx, func(of graph.Key) bool { return of == contribution })
	for _, fact := range open {
		report := graph.As[graph.Reports](fact)
		report.State, report.DecidedOn = state, v.gate.today()
		fact.Value = report
		tx.Put, tx.If = append(tx.Put, fact), append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	}
	return tx, err
}

// mayJudge refuses who does not moderate a community, what is not in it, and who wrote a contribution themselves.
func (v *View) mayJudge(ctx context.Context, community, contribution graph.Key) error {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, contribution)
	if contribution.Kind() != graph.KindContribution || contribution.Check() != nil {
		return missing
	}
	if err := v.isModerator(ctx, community); err != nil {
		return err
	}
	judged, err := v.judgedByViewer(ctx, []graph.Key{contribution})
	if err != nil {
		return err
	}
	if !judged[contribution] {
		return cmp.Or(v.allVisible(ctx, []graph.Key{contribution}), fmt.Errorf("%w: nobody decides about what they wrote themselves", graph.ErrInvalid))
	}
	places, err := v.placesOf(ctx, contribution)
	if err == nil && !places.isIn(contribution, community) {
		err = missing
	}
	return err
}

// isModerator refuses who does not moderate a community; one that they do not see is not there.
func (v *View) isModerator(ctx context.Context, community graph.Key) error {
	if community.Kind() != graph.KindCommunity {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, community)
	}
	if err := v.allVisible(ctx, []graph.Key{community}); err != nil {
		return err
	}
	moderates, err := v.Moderates(ctx, community)
	if err == nil && !moderates {
		err = fmt.Errorf("%w: only the moderators of a community do this", graph.ErrInvalid)
	}
	return err
}

// MayReport reports whether the viewer may report a contribution that they see: it is in a community, and not theirs.
func (v *View) MayReport(ctx context.Context, contribution graph.Key) (bool, error) {
	if v.viewer.Person == "" {
		return false, nil
	}
	places, err := v.placesOf(ctx, contribution)
	if err != nil || len(places.Communities[contribution]) == 0 {
		return false, err
	}
	is, err := v.IsAsker(ctx, contribution)
	return !is, err
}
