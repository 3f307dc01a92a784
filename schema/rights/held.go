package rights

import (
	"time"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
	"github.com/sachant/sachant/schema/resolve"
)

// myData is what is kept about the viewer.
type myData struct {
	TotalCount       int
	Kinds            []heldKind
	Facts            []heldFact
	Requests         []request
	Acknowledged     []acknowledgement
	UnavailableUntil graph.Date
	Disclosures      []access.FieldAudience
	RestrictedOn     graph.Date
}

type heldKind struct {
	Kind  string
	Count int
}

type heldFact struct {
	Key, Kind string
	About     string
	Source    string
	At        time.Time
	Audience  []string
	Fields    []heldField
	objection *heldObjection
}

// heldObjection is whether a fact counts for the viewer where people are ranked: ObjectedOn is since when all of it does not,
// AcceptanceObjectedOn since when its acceptance does not, and IsAccepted whether there is one.
type heldObjection struct {
	ObjectedOn, AcceptanceObjectedOn graph.Date
	IsAccepted                       bool
}

type heldField struct {
	Name, Value, Type string
	Audience          []string
}

type acknowledgement struct {
	Text, Version string
	On            graph.Date
}

func heldArea() resolve.Area {
	return resolve.Area{
		Structs:   map[string]any{"MyData": myData{}, "HeldKind": heldKind{}, "HeldFact": heldFact{}, "HeldField": heldField{}, "HeldObjection": heldObjection{}, "Acknowledgement": acknowledgement{}, "Disclosure": access.FieldAudience{}},
		Resolvers: map[string]resolve.Func{"Query.myData": resolveMyData, "Person.unavailableUntil": unavailableUntil, "HeldFact.objection": objectionTo},
	}
}

// resolveMyData resolves what is kept about the viewer; null for viewers without a page here.
func resolveMyData(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	held, err := rights.Held(r.Context, r.View)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	kind, _ := p.Args["kind"].(string)
	data := myData{Kinds: kindsOf(held), Facts: []heldFact{}, Requests: []request{}, Acknowledged: []acknowledgement{}}
	var wanted []rights.HeldFact
	for _, fact := range held {
		data.note(fact.Fact)
		if kind == "" || string(fact.Key.Kind()) == kind {
			wanted = append(wanted, fact)
		}
	}
	data.TotalCount = len(wanted)
	for _, fact := range resolve.Cut(wanted, p.Args) {
		data.Facts = append(data.Facts, shown(fact, r.View.Viewer().Person))
	}
	if data.Requests, err = requests(r, func(one rights.AskedRight) bool { return one.Person == r.View.Viewer().Person }); err != nil {
		return nil, err
	}
	if data.Disclosures, err = r.View.FieldAudiences(r.Context); err != nil {
		return nil, err
	}
	if err := markObjections(r, held, data.Facts); err != nil {
		return nil, err
	}
	return data, name(r, data.Facts)
}

// note notes what of a fact has a field of its own.
func (d *myData) note(fact graph.Fact) {
	switch value := fact.Value.(type) {
	case graph.Acknowledges:
		d.Acknowledged = append(d.Acknowledged, acknowledgement{fact.Key.Tag(), value.Version, value.On})
	case graph.Restricted:
		d.RestrictedOn = value.On
	case graph.Unavailable:
		d.UnavailableUntil = value.Until
	}
}

func kindsOf(held []rights.HeldFact) []heldKind {
	var kinds []heldKind
	for _, fact := range held { // by kind
		if last := len(kinds) - 1; last >= 0 && kinds[last].Kind == string(fact.Key.Kind()) {
			kinds[last].Count++
			continue
		}
		kinds = append(kinds, heldKind{string(fact.Key.Kind()), 1})
	}
	return kinds
}

func shown(fact rights.HeldFact, viewer graph.Key) heldFact {
	out := heldFact{Key: string(fact.Key), Kind: string(fact.Key.Kind()), Source: rights.SourceOf(fact.Fact, viewer), At: fact.At, Audience: append([]string{}, fact.Audience...), Fields: []heldField{}}
	for _, field := range fact.Fields {
		out.Fields = append(out.Fields, heldField{field.Name, field.Value, field.Type, append([]string{}, field.Audience...)})
	}
	return out
}

// name names what the facts are about besides the viewer.
func name(r *resolve.Request, facts []heldFact) error {
	var ends []graph.Key
	for _, fact := range facts {
		ends = append(ends, rights.OtherEnd(graph.Key(fact.Key), r.View.Viewer().Person))
	}
	names, err := rights.NamesOf(r.Context, r.View, ends)
	if err != nil {
		return err
	}
	for i := range facts {
		facts[i].About = names[ends[i]]
	}
	return nil
}

// unavailableUntil resolves until when a person does not want to be asked; null where they said nothing, or the day has passed.
func unavailableUntil(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	key := graph.EdgeKey(person, graph.KindUnavailable, "", person)
	r.Load.NeedFact(key, graph.Brief)
	return func() (any, error) {
		fact, ok, err := r.Load.Fact(r.Context, key, graph.Brief)
		if until := graph.As[graph.Unavailable](fact).Until; ok && until >= r.Today() {
			return until, err
		}
		return nil, err
	}, nil
}
