package access_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// referenceAudience is that of a fact by itself.
func referenceAudience(all []graph.Fact, fact graph.Fact) access.Labels {
	have := access.Surroundings{Owner: map[graph.Key]graph.Key{}, Communities: map[graph.Key][]graph.Fact{}, Consents: map[graph.Key][]string{},
		HiddenIn: map[graph.Key][]graph.Key{}, Authors: map[graph.Key][]graph.Key{}}
	if from, to := fact.Key.Ends(); fact.Key.Kind() == graph.KindMemberOf && from != "" {
		have.Communities[fact.Key] = []graph.Fact{byKey(all, to)}
	}
	if owner := referenceOwner(all, fact.Key); owner != "" {
		have.Owner[fact.Key] = owner
		for _, edge := range all {
			if edge.Key.Kind() == graph.KindConsents && edge.From() == owner {
				have.Consents[owner] = append(have.Consents[owner], edge.Key.Tag())
			}
		}
	}
	if fact.Key.Kind() == graph.KindContribution {
		in, about := map[graph.Key]bool{}, []graph.Key{fact.Key}
		for n := 0; n < len(about); n++ {
			for _, edge := range all {
				from, to := edge.Key.Ends()
				switch kind := edge.Key.Kind(); {
				case n == 0 && to == fact.Key && kind == graph.KindAuthored:
					have.Authors[fact.Key] = append(have.Authors[fact.Key], from)
				case from != about[n]:
				case n == 0 && kind == graph.KindAskedBy:
					have.Authors[fact.Key] = append(have.Authors[fact.Key], to)
				case kind == graph.KindHiddenIn:
					have.HiddenIn[fact.Key] = append(have.HiddenIn[fact.Key], to)
				case kind == graph.KindIn:
					in[to] = true
				case (kind == graph.KindAnswers || kind == graph.KindCommentsOn) && !slices.Contains(about, to):
					about = append(about, to)
				}
			}
		}
		for community := range in {
			have.Communities[fact.Key] = append(have.Communities[fact.Key], byKey(all, community))
		}
	}
	audience := access.Audience(fact, have)
	person := have.Owner[fact.Key]
	if fact.Key.Kind() == graph.KindPerson {
		person = fact.Key
	}
	if person == "" || byKey(all, graph.EdgeKey(person, graph.KindRestricted, "", person)).Value == nil {
		return audience
	}
	if person == fact.Key {
		return access.Labels{access.Self(person), access.Protection}
	}
	return slices.DeleteFunc(slices.Clone(audience), func(label access.Label) bool { return label != access.Self(person) && label != access.Protection })
}

// referenceOwner is the person that an account or an interview belongs to: the last one, where there are several.
func referenceOwner(all []graph.Fact, node graph.Key) (owner graph.Key) {
	for _, edge := range all {
		if from, to := edge.Key.Ends(); from == node && slices.Contains([]graph.Kind{graph.KindIs, graph.KindConcerns, graph.KindWishedBy, graph.KindRequestedBy, graph.KindImposedOn}, edge.Key.Kind()) {
			owner = to
		}
	}
	return owner
}

// subjectOf is the person that a fact is about: of an edge, the person whose it is.
func subjectOf(all []graph.Fact, key graph.Key) graph.Key {
	switch from, to := key.Ends(); {
	case key.Kind() == graph.KindPerson:
		return key
	case from.Kind() == graph.KindPerson:
		return from
	case to.Kind() == graph.KindPerson:
		return to
	}
	return referenceOwner(all, key)
}

// inPerimeter reports whether a person works at one of the places, or below one; everybody does where none is given.
func inPerimeter(all []graph.Fact, places []string, person graph.Key) bool {
	return len(places) == 0 || slices.ContainsFunc(all, func(edge graph.Fact) bool {
		if kind := edge.Key.Kind(); edge.From() != person || kind != graph.KindInUnit && kind != graph.KindAtSite {
			return false
		}
		return slices.ContainsFunc(places, func(place string) bool {
			if unit, named := byKey(all, graph.Key(place)).Value.(graph.Unit); named && isBelow(edge, all, unit.Name) {
				return true
			}
			return string(edge.To()) == place || isBelow(edge, all, place)
		})
	})
}

func isBelow(edge graph.Fact, all []graph.Fact, place string) bool {
	switch value := byKey(all, edge.To()).Value.(type) {
	case graph.Unit:
		return place != "" && (value.Name == place || strings.HasPrefix(value.Name, place+"/"))
	case graph.Site:
		return place != "" && value.Name == place
	}
	return false
}

func hrOf(person graph.Key, places ...string) access.Viewer {
	who := viewer(person, access.HRRole)
	who.Perimeter = places
	return who
}

// referenceAudienceOf is who sees a field of a person: what they chose, else the default, and no more than the widest.
func referenceAudienceOf(all []graph.Fact, policy access.Policy, person graph.Key, field string) int {
	width := func(audience string) int {
		if audience == "" {
			audience = "company"
		}
		return max(0, slices.Index([]string{"self", "manager", "team", "hr", "company"}, audience))
	}
	is := width(policy.Default[field])
	if chosen, has := byKey(all, graph.DisclosureKey(person, field)).Value.(graph.Discloses); has {
		is = width(chosen.To)
		if chosen.To == "" {
			is = 0
		}
	}
	return min(is, width(policy.Widest[field]))
}

// isTeamOf reports whether two people report to one manager.
func isTeamOf(all []graph.Fact, one, other graph.Key) bool {
	return slices.ContainsFunc(all, func(edge graph.Fact) bool {
		return edge.Key.Kind() == graph.KindReportsTo && edge.From() == one && byKey(all, graph.EdgeKey(other, graph.KindReportsTo, "", edge.To())).Value != nil
	})
}

func referenceDiscloses(all []graph.Fact, policy access.Policy, is access.Labels, person graph.Key, field string) bool {
	var who graph.Key
	for _, label := range is {
		if key, self := strings.CutPrefix(string(label), "self:"); self {
			who = graph.Key(key)
		}
	}
	audience := referenceAudienceOf(all, policy, person, field)
	return who == person || audience >= 1 && slices.Contains(is, access.ManagerOf(person)) || audience >= 2 && isTeamOf(all, who, person) || audience >= 3 && slices.Contains(is, access.HR) || audience >= 4
}

func referenceRedacted(all []graph.Fact, policy access.Policy, is access.Labels, fact graph.Fact) graph.Fact {
	subject := fact.From()
	if subject.Kind() != graph.KindPerson && fact.To().Kind() == graph.KindPerson {
		subject = fact.To()
	}
	switch fact.Key.Kind() {
	case graph.KindPerson, graph.KindAccount, graph.KindInterview, graph.KindWish, graph.KindRequest, graph.KindMeasure:
		subject = subjectOf(all, fact.Key)
	}
	declaration, _ := fact.Value.(graph.Declares)
	value := reflect.New(reflect.TypeOf(fact.Value)).Elem()
	value.Set(reflect.ValueOf(fact.Value))
	for i := range value.NumField() {
		shown := false
		for _, word := range strings.Fields(value.Type().Field(i).Tag.Get("see")) {
			switch word {
			case "company":
				shown = true
			case "published":
				shown = shown || declaration.IsPublished()
			case "self":
				shown = shown || subject != "" && slices.Contains(is, access.Self(subject))
			case "manager":
				shown = shown || subject != "" && slices.Contains(is, access.ManagerOf(subject))
			case "hr":
				shown = shown || slices.Contains(is, access.HR)
			case "recruiter":
				shown = shown || subject != "" && slices.Contains(is, access.Recruiting)
			case "dpo":
				shown = shown || subject != "" && slices.Contains(is, access.Protection)
			}
		}
		if field := value.Type().Field(i); field.Tag.Get("choose") == "person" {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			shown = shown && referenceDiscloses(all, policy, is, subject, name)
		}
		if !shown {
			value.Field(i).SetZero()
		}
	}
	fact.Value = value.Interface().(graph.Value)
	return fact
}

// sameAsReference compares all that a view can be asked with what the reference gate shows.
func sameAsReference(t *testing.T, random *rand.Rand, view *access.View, all, want []graph.Fact, about string) {
	t.Helper()
	same := func(what string, want, got any) {
		t.Helper()
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("%s, %s (-reference +view):\n%s", about, what, diff)
		}
	}
	reads := []func(){
		func() { same("Scan", want, scanned(t, view, graph.Brief)) },
		func() {
			var keys []graph.Key
			for _, fact := range all {
				keys = append(keys, fact.Key)
			}
			facts, err := view.Facts(t.Context(), graph.Brief, keys...)
			if err != nil {
				t.Fatal(err)
			}
			if len(want)+len(facts) > 0 {
				same("Facts", want, inKeyOrder(facts))
			}
		},
		func() { sameByID(t, view, all, want, same) },
		func() { samePaths(t, view, all, want, same) },
	}
	for _, read := range random.Perm(len(reads)) {
		reads[read]()
	}
}

func nodesOf(all []graph.Fact) []graph.Key {
	var nodes []graph.Key
	for _, fact := range all {
		if !fact.Key.IsEdge() {
			nodes = append(nodes, fact.Key)
		}
	}
	return append(nodes, "person/nobody")
}

func edgeKinds() []graph.Kind {
	return slices.DeleteFunc(graph.Kinds(), func(kind graph.Kind) bool { return !kind.IsEdge() })
}

func sameByID(t *testing.T, view *access.View, all, want []graph.Fact, same func(string, any, any)) {
	t.Helper()
	keys, kinds := nodesOf(all), edgeKinds()
	ids, err := view.NodeIDs(t.Context(), keys...)
	if err != nil {
		t.Fatal(err)
	}
	values, err := view.NodeValues(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		fact := byKey(want, key)
		same("NodeIDs of "+string(key), fact.Value != nil, ids[i] != 0)
		if len(values) > 0 && ids[i] != 0 {
			same("NodeValues of "+string(key), fact.Value, values[i])
		}
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		edges, err := view.AppendEdges(t.Context(), nil, ids, direction, kinds...)
		if err != nil {
			t.Fatal(err)
		}
		var found []graph.Key
		for _, edge := range edges {
			kind := kinds[edge.Kind]
			key := graph.Edge(view.Key(edge.From), view.Tag(edge), view.Key(edge.To), "", mustValue(kind)).Key
			found = append(found, key)
			if kind == graph.KindDeclares {
				same("AppendDeclarations of "+string(key), graph.As[graph.Declares](byKey(want, key)).Summary(),
					view.AppendDeclarations(nil, []graph.EdgeRef{edge})[0])
			}
		}
		slices.Sort(found)
		var visible []graph.Key
		for _, fact := range want {
			if community := byKey(all, fact.To()); fact.Key.IsEdge() && !graph.As[graph.Community](community).Sensitive {
				visible = append(visible, fact.Key) // what leads to a sensitive community is used for nothing
			}
		}
		same(fmt.Sprint("AppendEdges in direction ", direction), visible, found)
	}
}

func mustValue(kind graph.Kind) graph.Value {
	described, _ := graph.Describe(kind)
	return described.Value
}

// samePaths compares edges between people, and what joins them.
func samePaths(t *testing.T, view *access.View, all, want []graph.Fact, same func(string, any, any)) {
	t.Helper()
	var people []graph.Key
	for _, key := range nodesOf(all) {
		if key.Kind() == graph.KindPerson {
			people = append(people, key)
		}
	}
	ids, err := view.NodeIDs(t.Context(), people...)
	if err != nil {
		t.Fatal(err)
	}
	pairs := graph.Pairs{}
	for _, one := range ids {
		for _, other := range ids {
			if one != 0 && other != 0 && one != other {
				pairs[one] = append(pairs[one], other)
			}
		}
	}
	edges, err := view.EdgesBetween(t.Context(), pairs, graph.KindFollows)
	if err != nil {
		t.Fatal(err)
	}
	var wanted, got []string
	for _, fact := range want {
		if from, to := fact.Key.Ends(); fact.Key.Kind() == graph.KindFollows && from != to {
			wanted = append(wanted, fmt.Sprint(from, to))
		}
	}
	for _, edge := range edges {
		got = append(got, fmt.Sprint(view.Key(edge.From), view.Key(edge.To)))
	}
	slices.Sort(got)
	slices.Sort(wanted)
	same("EdgesBetween", wanted, got)

	for _, kinds := range [][2]graph.Kind{{graph.KindDeclares, graph.KindDeclares}, {graph.KindLikes, graph.KindAuthored}} {
		wanted, got = nil, nil
		err = view.CommonNeighbors(t.Context(), pairs, kinds[0], kinds[1], func(first, second graph.EdgeRef) bool {
			got = append(got, fmt.Sprint(view.Key(first.From), view.Tag(first), view.Key(first.To), view.Tag(second), view.Key(second.From)))
			return false
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, first := range want {
			for _, second := range want {
				if first.Key.Kind() == kinds[0] && second.Key.Kind() == kinds[1] && first.To() == second.To() && first.From() != second.From() {
					wanted = append(wanted, fmt.Sprint(first.From(), first.Key.Tag(), first.To(), second.Key.Tag(), second.From()))
				}
			}
		}
		slices.Sort(got)
		slices.Sort(wanted)
		same(fmt.Sprint("CommonNeighbors by ", kinds), wanted, got)
	}
}
