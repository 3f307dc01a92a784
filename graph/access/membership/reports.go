package membership

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// Report tells the moderators of a community that something is wrong with a contribution there. Each person reports one once;
// who it was is told to nobody.
func Report(ctx context.Context, v *access.View, contribution graph.Key, reason, text string) error {
	person := v.Viewer().Person
	if !slices.Contains(graph.ReportReasons(), reason) {
		return fmt.Errorf("%w: %q is no reason to report something", graph.ErrInvalid, reason)
	}
	if len(text) > maxReason {
		return fmt.Errorf("%w: a report has 2,000 bytes at most", graph.ErrInvalid)
	}
	if contribution.Kind() != graph.KindContribution {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, contribution)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person, contribution}); err != nil {
		return err
	}
	places, err := placesOf(ctx, v, contribution)
	if err != nil {
		return err
	}
	if len(places.Communities[contribution]) == 0 {
		return fmt.Errorf("%w: this was written in no community, so nobody moderates it", graph.ErrInvalid)
	}
	edge := graph.Edge(person, "", contribution, "", graph.Reports{Reason: reason, Text: strings.TrimSpace(text), On: v.Today(), State: graph.ReportOpen})
	if is, err := v.IsAsker(ctx, contribution); err != nil || is {
		return cmp.Or(err, fmt.Errorf("%w: this is yours: delete or change it yourself", graph.ErrInvalid))
	}
	standing, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, edge.Key)
	if err != nil || len(standing) > 0 {
		return err
	}
	return commitKept(ctx, v, graph.Tx{Put: []graph.Fact{edge}, If: []graph.Condition{{Key: edge.Key}}})
}

// placesOf returns in which communities contributions are.
func placesOf(ctx context.Context, v *access.View, contributions ...graph.Key) (access.Surroundings, error) {
	have := access.Surroundings{}
	return have, have.ReadPlaces(ctx, unfiltered.Reader(v), contributions)
}

func isIn(s *access.Surroundings, contribution, community graph.Key) bool {
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
func ReportsIn(ctx context.Context, v *access.View, community graph.Key) ([]Reported, error) {
	if moderates, err := v.Moderates(ctx, community); err != nil || !moderates {
		return nil, err
	}
	open, err := openReports(ctx, v, func(graph.Key) bool { return true })
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
	places, err := placesOf(ctx, v, keys...)
	if err != nil {
		return nil, err
	}
	judged, err := judgedByViewer(ctx, v, keys)
	var all []Reported
	for _, key := range keys {
		if isIn(&places, key, community) && judged[key] {
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
func openReports(ctx context.Context, v *access.View, of func(contribution graph.Key) bool) (open []graph.Fact, err error) {
	_, err = unfiltered.Reader(v).Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		if graph.As[graph.Reports](fact).State == graph.ReportOpen && of(fact.To()) {
			open = append(open, fact)
		}
		return nil
	}, graph.KindReports)
	return open, err
}

// judgedByViewer reports which contributions the viewer sees and did not write.
func judgedByViewer(ctx context.Context, v *access.View, contributions []graph.Key) (map[graph.Key]bool, error) {
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
func SettleReports(ctx context.Context, v *access.View, community, contribution graph.Key) error {
	if err := mayJudge(ctx, v, community, contribution); err != nil {
		return err
	}
	tx, err := decideReports(ctx, v, contribution, graph.ReportDismissed, graph.Tx{})
	if err != nil || len(tx.Put) == 0 {
		return err
	}
	return commitKept(ctx, v, tx)
}

// decideReports adds what becomes of the open reports of a contribution to a transaction.
func decideReports(ctx context.Context, v *access.View, contribution graph.Key, state string, tx graph.Tx) (graph.Tx, error) {
	open, err := openReports(ctx, v, func(of graph.Key) bool { return of == contribution })
	for _, fact := range open {
		report := graph.As[graph.Reports](fact)
		report.State, report.DecidedOn = state, v.Today()
		fact.Value = report
		tx.Put, tx.If = append(tx.Put, fact), append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	}
	return tx, err
}

// mayJudge refuses who does not moderate a community, what is not in it, and who wrote a contribution themselves.
func mayJudge(ctx context.Context, v *access.View, community, contribution graph.Key) error {
	missing := fmt.Errorf("%w: %q", graph.ErrNotFound, contribution)
	if contribution.Kind() != graph.KindContribution || contribution.Check() != nil {
		return missing
	}
	if err := isModerator(ctx, v, community); err != nil {
		return err
	}
	judged, err := judgedByViewer(ctx, v, []graph.Key{contribution})
	if err != nil {
		return err
	}
	if !judged[contribution] {
		return cmp.Or(v.RequireVisible(ctx, []graph.Key{contribution}), fmt.Errorf("%w: nobody decides about what they wrote themselves", graph.ErrInvalid))
	}
	places, err := placesOf(ctx, v, contribution)
	if err == nil && !isIn(&places, contribution, community) {
		err = missing
	}
	return err
}

// isModerator refuses who does not moderate a community; one that they do not see is not there.
func isModerator(ctx context.Context, v *access.View, community graph.Key) error {
	if community.Kind() != graph.KindCommunity {
		return fmt.Errorf("%w: %q", graph.ErrNotFound, community)
	}
	if err := v.RequireVisible(ctx, []graph.Key{community}); err != nil {
		return err
	}
	moderates, err := v.Moderates(ctx, community)
	if err == nil && !moderates {
		err = fmt.Errorf("%w: only the moderators of a community do this", graph.ErrInvalid)
	}
	return err
}

// MayReport reports whether the viewer may report a contribution that they see: it is in a community, and not theirs.
func MayReport(ctx context.Context, v *access.View, contribution graph.Key) (bool, error) {
	if v.Viewer().Person == "" {
		return false, nil
	}
	places, err := placesOf(ctx, v, contribution)
	if err != nil || len(places.Communities[contribution]) == 0 {
		return false, err
	}
	is, err := v.IsAsker(ctx, contribution)
	return !is, err
}
