package membership

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// Moderate takes a measure in a community that the viewer moderates, about a contribution there and against its authors, and
// returns the people concerned. What is hidden leaves searches and rankings at once; who is suspended or excluded has no part in
// the community. The reports of the contribution are upheld. Of the measure, Action, Community, Contribution, Reason, Text and
// Until are read.
func Moderate(ctx context.Context, v *access.View, measure graph.Measure) ([]graph.Key, error) {
	community, contribution := graph.Key(measure.Community), graph.Key(measure.Contribution)
	if err := mayJudge(ctx, v, community, contribution); err != nil {
		return nil, err
	}
	if err := checkMeasure(v, measure); err != nil {
		return nil, err
	}
	authors, named, err := authorsOf(ctx, v, contribution)
	switch {
	case err != nil:
		return nil, err
	case !named && measure.Action != graph.MeasureHide && measure.Action != graph.MeasureWarn:
		return nil, fmt.Errorf("%w: who asks without being named is warned, or what they ask is hidden; a suspension would tell who it is", graph.ErrInvalid)
	}
	tx, err := decideReports(ctx, v, contribution, graph.ReportUpheld, graph.Tx{})
	if err != nil {
		return nil, err
	}
	measure = graph.Measure{Action: measure.Action, Community: measure.Community, Contribution: measure.Contribution, Reason: measure.Reason,
		Text: strings.TrimSpace(measure.Text), By: string(v.Viewer().Person), On: v.Today(), Until: measure.Until, State: graph.MeasureInForce}
	taken, err := take(ctx, v, &tx, measure, authors)
	if err != nil {
		return nil, err
	}
	if taken {
		addMeasures(&tx, measure, authors)
	}
	if len(tx.Put) > 0 {
		err = commitKept(ctx, v, tx)
	}
	if !named {
		authors = nil
	}
	return authors, err
}

func checkMeasure(v *access.View, measure graph.Measure) error {
	switch {
	case !slices.Contains(graph.MeasureActions(), measure.Action):
		return fmt.Errorf("%w: %q is no measure", graph.ErrInvalid, measure.Action)
	case !slices.Contains(graph.ReportReasons(), measure.Reason):
		return fmt.Errorf("%w: a measure needs one of the reasons", graph.ErrInvalid)
	case len(measure.Text) > maxReason:
		return fmt.Errorf("%w: what is said about a measure has 2,000 bytes at most", graph.ErrInvalid)
	case measure.Action == graph.MeasureSuspend && !isGuestDay(v, measure.Until):
		return fmt.Errorf("%w: a suspension has a last day, within a year", graph.ErrInvalid)
	case measure.Action != graph.MeasureSuspend && measure.Until != "":
		return fmt.Errorf("%w: only a suspension has a last day", graph.ErrInvalid)
	}
	return nil
}

// authorsOf returns who wrote a contribution, in key order, seen by the viewer or not, and whether it names them.
func authorsOf(ctx context.Context, v *access.View, contribution graph.Key) (authors []graph.Key, named bool, err error) {
	have := access.Surroundings{HiddenIn: map[graph.Key][]graph.Key{contribution: nil}}
	if err := have.ReadAuthors(ctx, unfiltered.Reader(v)); err != nil {
		return nil, false, err
	}
	named, err = namesAuthor(ctx, v, contribution)
	return graph.Distinct(have.Authors[contribution]), named, err
}

// namesAuthor reports whether a contribution names who wrote it.
func namesAuthor(ctx context.Context, v *access.View, contribution graph.Key) (bool, error) {
	authored, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{contribution}, graph.Into, graph.KindAuthored)
	return len(authored) > 0, err
}

// take adds what a measure brings about to a transaction, and reports whether it brings about anything new.
func take(ctx context.Context, v *access.View, tx *graph.Tx, measure graph.Measure, authors []graph.Key) (taken bool, err error) {
	community := graph.Key(measure.Community)
	switch measure.Action {
	case graph.MeasureWarn:
		return len(authors) > 0, nil
	case graph.MeasureHide:
		edge := graph.Edge(graph.Key(measure.Contribution), "", community, "", graph.HiddenIn{On: measure.On})
		return putNew(ctx, v, tx, edge)
	}
	for _, author := range authors {
		if err := maySuspend(ctx, v, community, author); err != nil {
			return false, err
		}
		have, err := joinedTo(ctx, v, author, community)
		if err != nil {
			return false, err
		}
		is := graph.SuspendedFrom{Until: measure.Until}
		if was, suspended := have.suspended.Value.(graph.SuspendedFrom); suspended && was != is && was.Outlasts(is) {
			taken = true // the measure is noted, the longer suspension stays
			continue
		}
		changed, err := putNew(ctx, v, tx, graph.Edge(author, "", community, "", is))
		if err != nil {
			return false, err
		}
		taken = taken || changed
	}
	return taken, nil
}

// putNew adds a fact to a transaction unless it is stored as it is.
func putNew(ctx context.Context, v *access.View, tx *graph.Tx, fact graph.Fact) (bool, error) {
	stored, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, fact.Key)
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
func maySuspend(ctx context.Context, v *access.View, community, author graph.Key) error {
	have, err := joinedTo(ctx, v, author, community)
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
func Measures(ctx context.Context, v *access.View) (all []Imposed, err error) {
	var keys []graph.Key
	_, err = v.Scan(ctx, graph.Brief, func(fact graph.Fact) error { keys = append(keys, fact.Key); return nil }, graph.KindMeasure)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	whole, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, keys...)
	if err != nil {
		return nil, err
	}
	owner, err := access.Owners(ctx, unfiltered.Reader(v), keys)
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
		named, err := namesAuthor(ctx, v, graph.Key(value.Contribution))
		if err != nil {
			return nil, err
		}
		if !named && against != v.Viewer().Person {
			one.Person = ""
		}
		one.MayAppeal = against == v.Viewer().Person && against != "" && value.State == graph.MeasureInForce
		one.MayDecide = slices.Contains(labels, access.ModeratorOf(graph.Key(value.Community))) && mayDecide(v, value, against)
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
func mayDecide(v *access.View, measure graph.Measure, against graph.Key) bool {
	switch {
	case against == v.Viewer().Person:
		return false
	case measure.State == graph.MeasureAppealed:
		return measure.By != string(v.Viewer().Person)
	}
	return measure.State == graph.MeasureInForce
}

// imposed returns a measure that the viewer sees, as it is stored.
func imposed(ctx context.Context, v *access.View, key graph.Key) (fact graph.Fact, one Imposed, err error) {
	all, err := Measures(ctx, v)
	at := slices.IndexFunc(all, func(one Imposed) bool { return one.Key == key })
	if err != nil || at < 0 {
		return fact, one, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, key))
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, key)
	if err != nil || len(facts) == 0 {
		return fact, one, cmp.Or(err, fmt.Errorf("%w: %q", graph.ErrNotFound, key))
	}
	return facts[0], all[at], nil
}

// Appeal says why the viewer thinks that a measure against them is wrong; another moderator decides.
func Appeal(ctx context.Context, v *access.View, key graph.Key, text string) error {
	fact, one, err := imposed(ctx, v, key)
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
	measure.State, measure.Appeal, measure.AppealedOn = graph.MeasureAppealed, strings.TrimSpace(text), v.Today()
	return putMeasure(ctx, v, fact, measure, graph.Tx{})
}

func putMeasure(ctx context.Context, v *access.View, fact graph.Fact, measure graph.Measure, tx graph.Tx) error {
	fact.Value = measure
	tx.Put, tx.If = append(tx.Put, fact), append(tx.If, graph.Condition{Key: fact.Key, Revision: fact.Revision})
	return commitKept(ctx, v, tx)
}

// DecideMeasure lifts a measure in a community that the viewer moderates, or upholds it after an appeal, and returns the person
// concerned. What was hidden returns at once.
func DecideMeasure(ctx context.Context, v *access.View, key graph.Key, lifts bool, answer string) (graph.Key, error) {
	fact, one, err := imposed(ctx, v, key)
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
	measure.State, measure.Answer, measure.AnsweredOn = graph.MeasureUpheld, strings.TrimSpace(answer), v.Today()
	var tx graph.Tx
	if lifts {
		measure.State = graph.MeasureLifted
		if tx, err = lift(ctx, v, key, measure, one.against); err != nil {
			return "", err
		}
	}
	return one.Person, putMeasure(ctx, v, fact, measure, tx)
}

// lift returns the transaction that ends what a measure brought about; a suspension by another measure holds on.
func lift(ctx context.Context, v *access.View, lifted graph.Key, measure graph.Measure, person graph.Key) (graph.Tx, error) {
	var effect graph.Key
	switch community := graph.Key(measure.Community); measure.Action {
	case graph.MeasureHide:
		effect = graph.EdgeKey(graph.Key(measure.Contribution), graph.KindHiddenIn, "", community)
	case graph.MeasureSuspend, graph.MeasureExclude:
		effect = graph.EdgeKey(person, graph.KindSuspendedFrom, "", community)
	default:
		return graph.Tx{}, nil
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Brief, effect)
	if err != nil || len(facts) == 0 {
		return graph.Tx{}, err
	}
	all, err := Measures(ctx, v)
	tx := graph.Tx{If: []graph.Condition{{Key: effect, Revision: facts[0].Revision}}}
	for _, other := range all {
		value := graph.As[graph.Measure](other.Fact)
		still := graph.SuspendedFrom{Until: value.Until}
		if other.Key == lifted || other.against != person || !suspendsFrom(value, measure.Community) || !still.IsInForce(v.Today()) || measure.Action == graph.MeasureHide {
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
func IsHidden(ctx context.Context, v *access.View, contribution graph.Key) (bool, error) {
	if err := v.RequireVisible(ctx, []graph.Key{contribution}); err != nil {
		return false, nil
	}
	edges, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{contribution}, graph.Out, graph.KindHiddenIn)
	return len(edges) > 0, err
}
