package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Moderate takes a measure in a community that the viewer moderates, about a contribution there and against its authors, and
// returns the people concerned. What is hidden leaves searches and rankings at once; who is suspended or excluded has no part in
// the community. The reports of the contribution are upheld. Of the measure, Action, Community, Contribution, Reason, Text and
// Until are read.
func (v *View) Moderate(ctx context.Context, measure graph.Measure) ([]graph.Key, error) {
	community, contribution := graph.Key(measure.Community), graph.Key(measure.Contribution)
	if err := v.mayJudge(ctx, community, contribution); err != nil {
		return nil, err
	}
	if err := v.checkMeasure(measure); err != nil {
		return nil, err
	}
	authors, named, err := v.authorsOf(ctx, contribution)
	switch {
	case err != nil:
		return nil, err
	case !named && measure.Action != graph.MeasureHide && measure.Action != graph.MeasureWarn:
		return nil, fmt.Errorf("%w: who asks without being named is warned, or what they ask is hidden; a suspension would tell who it is", graph.ErrInvalid)
	}
	tx, err := v.decideReports(ctx, contribution, graph.ReportUpheld, graph.Tx{})
	if err != nil {
		return nil, err
	}
	measure = graph.Measure{Action: measure.Action, Community: measure.Community, Contribution: measure.Contribution, Reason: measure.Reason,
		Text: strings.TrimSpace(measure.Text), By: string(v.viewer.Person), On: v.gate.today(), Until: measure.Until, State: graph.MeasureInForce}
	taken, err := v.take(ctx, &tx, measure, authors)
	if err != nil {
		return nil, err
	}
	if taken {
		addMeasures(&tx, measure, authors)
	}
	if len(tx.Put) > 0 {
		err = v.commitKept(ctx, tx)
	}
	if !named {
		authors = nil
	}
	return authors, err
}

func (v *View) checkMeasure(measure graph.Measure) error {
	switch {
	case !slices.Contains(graph.MeasureActions(), measure.Action):
		return fmt.Errorf("%w: %q is no measure", graph.ErrInvalid, measure.Action)
	case !slices.Contains(graph.ReportReasons(), measure.Reason):
		return fmt.Errorf("%w: a measure needs one of the reasons", graph.ErrInvalid)
	case len(measure.Text) > maxReason:
		return fmt.Errorf("%w: what is said about a measure has 2,000 bytes at most", graph.ErrInvalid)
	case measure.Action == graph.MeasureSuspend && !v.isGuestDay(measure.Until):
		return fmt.Errorf("%w: a suspension has a last day, within a year", graph.ErrInvalid)
	case measure.Action != graph.MeasureSuspend && measure.Until != "":
		return fmt.Errorf("%w: only a suspension has a last day", graph.ErrInvalid)
	}
	return nil
}

// authorsOf returns who wrote a contribution, in key order, seen by the viewer or not, and whether it names them.
func (v *View) authorsOf(ctx context.Context, contribution graph.Key) (authors []graph.Key, named bool, err error) {
	have := Surroundings{HiddenIn: map[graph.Key][]graph.Key{contribution: nil}}
	if err := have.readAuthors(ctx, v.gate.reader); err != nil {
		return nil, false, err
	}
	named, err = v.namesAuthor(ctx, contribution)
	return distinctOf(have.Authors[contribution]), named, err
}

// namesAuthor reports whether a contribution names who wrote it.
func (v *View) namesAuthor(ctx context.Context, contribution graph.Key) (bool, error) {
	authored, err := v.gate.reader.Edges(ctx, []graph.Key{contribution}, graph.Into, graph.KindAuthored)
	return len(authored) > 0, err
}

// take adds what a measure brings about to a transaction, and reports whether it brings about anything new.
func (v *View) take(ctx context.Context, tx *graph.Tx, measure graph.Measure, authors []graph.Key) (taken bool, err error) {
	community := graph.Key(measure.Community)
	switch measure.Action {
	case graph.MeasureWarn:
		return len(authors) > 0, nil
	case graph.MeasureHide:
		edge := graph.Edge(graph.Key(measure.Contribution), "", community, "", graph.HiddenIn{On: measure.On})
		return v.putNew(ctx, tx, edge)
	}
	for _, author := range authors {
		if err := v.maySuspend(ctx, community, author); err != nil {
			return false, err
		}
		have, err := v.joinedTo(ctx, author, community)
		if err != nil {
			return false, err
		}
		is := graph.SuspendedFrom{Until: measure.Until}
		if was, suspended := have.suspended.Value.(graph.SuspendedFrom); suspended && was != is && was.Outlasts(is) {
			taken = true // the measure is noted, the longer suspension stays
			continue
		}
		changed, err := v.putNew(ctx, tx, graph.Edge(author, "", community, "", is))
		if err != nil {
			return false, err
		}
		taken = taken || changed
	}
	return taken, nil
}

// putNew adds a fact to a transaction unless it is stored as it is.
func (v *View) putNew(ctx context.Context, tx *graph.Tx, fact graph.Fact) (bool, error) {
	stored, err := v.gate.reader.Facts(ctx, graph.Brief, fact.Key)
	if err != nil {
		return false, err
	}
	condition := graph.Condition{Key: fact.Key}
	if len(stored) > 0 {
		if stored[0].Value == fact.Value || fact.Key.Kind() == graph.KindHiddenIn {
			return false, nil
		}
		condition.Revision = stored[0].Revision
	}
	tx.Put, tx.If = append(tx.Put, fact), append(tx.If, condition)
	return true, nil
}

// maySuspend refuses a moderator who would suspend a manager: managers alone do.
func (v *View) maySuspend(ctx context.Context, community, author graph.Key) error {
	have, err := v.joinedTo(ctx, author, community)
	if err != nil || graph.As[graph.MemberOf](have.member).Role != graph.MemberManager {
		return err
	}
	manages, err := v.Manages(ctx, community)
	if err == nil && !manages {
		err = fmt.Errorf("%w: only the managers of a community suspend one of them", graph.ErrInvalid)
	}
	return err
}

// addMeasures adds a measure against each of the authors; where there is none, one against nobody.
func addMeasures(tx *graph.Tx, measure graph.Measure, authors []graph.Key) {
	for range max(len(authors), 1) {
		key := graph.NodeKey(graph.KindMeasure, strings.ToLower(rand.Text()))
		tx.Put = append(tx.Put, graph.Fact{Key: key, Value: measure})
		if len(authors) > 0 {
			tx.Put = append(tx.Put, graph.Edge(key, "", authors[0], "", graph.ImposedOn{}))
			authors = authors[1:]
		}
	}
}

// Imposed is a measure that the viewer sees: against themselves, or in a community that they moderate.
type Imposed struct {
	graph.Fact
	// Person is who it is taken against; empty for nobody, and to others than them where the contribution does not name them.
	Person  graph.Key
	against graph.Key
	// MayAppeal: the viewer is that person and has not appealed; MayDecide: they decide about it.
	MayAppeal, MayDecide bool
}

// Measures returns the measures that the viewer sees, those that wait for a decision first, then the latest.
func (v *View) Measures(ctx context.Context) (all []Imposed, err error) {
	var keys []graph.Key
	_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error { keys = append(keys, fact.Key); return nil }, graph.KindMeasure)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	whole, err := v.gate.reader.Facts(ctx, graph.Whole, keys...)
	if err != nil {
		return nil, err
	}
	owner, err := owners(ctx, v.gate.reader, keys)
	if err != nil {
		return nil, err
	}
	labels, err := v.Labels(ctx)
	if err != nil {
		return nil, err
	}
	for _, fact := range whole {
		value, against := graph.As[graph.Measure](fact), owner[fact.Key]
		one := Imposed{Fact: fact, Person: against, against: against}
		named, err := v.namesAuthor(ctx, graph.Key(value.Contribution))
		if err != nil {
			return nil, err
		}
		if !named && against != v.viewer.Person {
			one.Person = ""
		}
		one.MayAppeal = against == v.viewer.Person && against != "" && value.State == graph.MeasureInForce
		one.MayDecide = slices.Contains(labels, ModeratorOf(graph.Key(value.Community))) && v.mayDecide(value, against)
		value.By = ""
		one.Value = value
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b Imposed) int { return cmp.Or(-cmp.Compare(dueOf(a), dueOf(b)), cmp.Compare(a.Key, b.Key)) })
	return all, nil
}

// dueOf orders measures: appeals before others, later ones before earlier ones.
func dueOf(measure Imposed) string {
	value := graph.As[graph.Measure](measure.Fact)
	if value.State == graph.MeasureAppealed {
		return "1" + string(value.On)
	}
	return "0" + string(value.On)
}

// mayDecide reports whether a moderator decides about a measure against a person: about an appeal another one than took it;
// a moderator may lift one that nobody appealed against. Nobody decides about one against themselves.
func (v *View) mayDecide(measure graph.Measure, against graph.Key) bool {
	switch {
	case against == v.viewer.Person:
		return false
	case measure.State == graph.MeasureAppealed:
		return measure.By != string(v.viewer.Person)
	}
	return measure.State == graph.MeasureInForce
}

// imposed returns a measure that the viewer sees, as it is stored.
func (v *View) imposed(ctx context.Context, key graph.Key) (fact graph.Fact, one Imposed, err error) {
	all, err := v.Measures(ctx)
	at := slices.IndexFunc(all, func(one Imposed) bool { return one.Key == key })
	if err != nil || at < 0 {
		return fact, one, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, key))
	}
	facts, err := v.gate.reader.Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return fact, one, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, key))
	}
	return facts[0], all[at], nil
}

// Appeal says why the viewer thinks that a measure against them is wrong; another moderator decides.
func (v *View) Appeal(ctx context.Context, key graph.Key, text string) error {
	fact, one, err := v.imposed(ctx, key)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" || len(text) > maxReason {
		return fmt.Errorf("%w: an appeal says why, in 2,000 bytes at most", graph.ErrInvalid)
	}
	if !one.MayAppeal {
		return fmt.Errorf("%w: one appeals once, against a measure against oneself", graph.ErrInvalid)
	}
	measure := graph.As[graph.Measure](fact)
	measure.State, measure.Appeal, measure.AppealedOn = graph.MeasureAppealed, strings.TrimSpace(text), v.gate.today()
	return v.putMeasure(ctx, fact, measure, graph.Tx{})
}

func (v *View) putMeasure(ctx context.Context, fact graph.Fact, measure graph.Measure, tx graph.Tx) error {
	fact.Value = measure
	tx.Put, tx.If = append(tx.Put, fact), append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	return v.commitKept(ctx, tx)
}

// DecideMeasure lifts a measure in a community that the viewer moderates, or upholds it after an appeal, and returns the person
// concerned. What was hidden returns at once.
func (v *View) DecideMeasure(ctx context.Context, key graph.Key, lifts bool, answer string) (graph.Key, error) {
	fact, one, err := v.imposed(ctx, key)
	if err != nil {
		return "", err
	}
	measure := graph.As[graph.Measure](fact)
	switch {
	case len(answer) > maxReason:
		return "", fmt.Errorf("%w: an answer has 2,000 bytes at most", graph.ErrInvalid)
	case !one.MayDecide || !lifts && measure.State != graph.MeasureAppealed:
		return "", fmt.Errorf("%w: another moderator decides about an appeal, once", graph.ErrInvalid)
	}
	measure.State, measure.Answer, measure.AnsweredOn = graph.MeasureUpheld, strings.TrimSpace(answer), v.gate.today()
	var tx graph.Tx
	if lifts {
		measure.State = graph.MeasureLifted
		if tx, err = v.lift(ctx, key, measure, one.against); err != nil {
			return "", err
		}
	}
	return one.Person, v.putMeasure(ctx, fact, measure, tx)
}

// lift returns the transaction that ends what a measure brought about; a suspension by another measure holds on.
func (v *View) lift(ctx context.Context, lifted graph.Key, measure graph.Measure, person graph.Key) (graph.Tx, error) {
	var effect graph.Key
	switch community := graph.Key(measure.Community); measure.Action {
	case graph.MeasureHide:
		effect = graph.EdgeKey(graph.Key(measure.Contribution), graph.KindHiddenIn, "", community)
	case graph.MeasureSuspend, graph.MeasureExclude:
		effect = graph.EdgeKey(person, graph.KindSuspendedFrom, "", community)
	default:
		return graph.Tx{}, nil
	}
	facts, err := v.gate.reader.Facts(ctx, graph.Brief, effect)
	if err != nil || len(facts) == 0 {
		return graph.Tx{}, err
	}
	all, err := v.Measures(ctx)
	tx := graph.Tx{If: []graph.Condition{{Key: effect, Revision: facts[0].Revision}}}
	for _, other := range all {
		value := graph.As[graph.Measure](other.Fact)
		still := graph.SuspendedFrom{Until: value.Until}
		if other.Key == lifted || other.against != person || !suspendsFrom(value, measure.Community) || !still.IsInForce(v.gate.today()) || measure.Action == graph.MeasureHide {
			continue
		}
		if len(tx.Put) == 0 || still.Outlasts(graph.As[graph.SuspendedFrom](facts[0])) {
			facts[0].Value, tx.Put = still, facts
		}
	}
	if len(tx.Put) == 0 {
		tx.Delete = []graph.Key{effect}
	}
	return tx, err
}

// suspendsFrom reports whether a measure that was not lifted suspends from a community.
func suspendsFrom(measure graph.Measure, community string) bool {
	return measure.Community == community && measure.State != graph.MeasureLifted &&
		(measure.Action == graph.MeasureSuspend || measure.Action == graph.MeasureExclude)
}

// IsHidden reports whether moderators hid a contribution. Only its authors and these moderators are told.
func (v *View) IsHidden(ctx context.Context, contribution graph.Key) (bool, error) {
	if err := v.allVisible(ctx, []graph.Key{contribution}); err != nil {
		return false, nil
	}
	edges, err := v.gate.reader.Edges(ctx, []graph.Key{contribution}, graph.Out, graph.KindHiddenIn)
	return len(edges) > 0, err
}
