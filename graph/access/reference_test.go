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
	"github.com/sachant/sachant/graph/replica"
)

// Over random graphs and commits every read of a view shows what a gate shows that decides about each fact by
// itself: views of a replica opened now, views kept from a revision before, and views of a store.
func TestAViewShowsWhatAReferenceGateShows(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 11))
			store := newStore(t)
			put(t, store, randomNodes(random)...)
			copied, err := replica.Follow(t.Context(), store)
			if err != nil {
				t.Fatal(err)
			}
			gate, seen, hidden := access.NewGate(copied, store), 0, 0
			type kept struct {
				view *access.View
				want []graph.Fact
			}
			var before []kept
			for step := range 30 {
				tx := graph.Tx{Actor: "import:random"}
				for range 1 + random.IntN(6) {
					randomEdit(random, &tx)
				}
				_, _ = store.Commit(t.Context(), tx) // may contradict itself
				if err := copied.CatchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
				all := scanned(t, store, graph.Brief)
				for _, who := range randomViewers(random) {
					want := reference(all, who)
					seen, hidden = seen+len(want), hidden+len(all)-len(want)
					view := gate.View(who)
					sameAsReference(t, random, view, all, want, fmt.Sprintf("seed %d step %d: %v", seed, step, who))
					sameAsReference(t, random, access.NewGate(store, store).View(who), all, want, fmt.Sprintf("seed %d step %d: %v of a store", seed, step, who))
					if random.IntN(4) == 0 {
						before = append(before, kept{view, want})
					}
				}
				sameTexts(t, random, store, copied, gate)
				for _, one := range before[max(0, len(before)-4):] {
					if diff := gocmp.Diff(one.want, scanned(t, one.view, graph.Brief)); diff != "" {
						t.Fatalf("seed %d step %d: a view kept (-reference +view):\n%s", seed, step, diff)
					}
				}
			}
			if seen < 500 || hidden < 500 {
				t.Errorf("%d facts were seen, %d hidden: this tried nothing", seen, hidden)
			}
		})
	}
}

func put(t *testing.T, store graph.Store, facts ...graph.Fact) {
	t.Helper()
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:random", Put: facts}); err != nil {
		t.Fatal(err)
	}
}

// howMany are the nodes of each kind.
const howMany = 4

func randomKey(random *rand.Rand, kind graph.Kind) graph.Key {
	return graph.Key(fmt.Sprintf("%s/%d", kind, random.IntN(howMany)))
}

func randomNodes(random *rand.Rand) []graph.Fact {
	var facts []graph.Fact
	for _, kind := range graph.Kinds() {
		for i := range howMany {
			if !kind.IsEdge() {
				facts = append(facts, graph.Fact{Key: graph.Key(fmt.Sprintf("%s/%d", kind, i)), Origin: "random", Value: randomValue(random, kind)})
			}
		}
	}
	return facts
}

// randomValue sets some of the fields of a kind.
func randomValue(random *rand.Rand, kind graph.Kind) graph.Value {
	described, _ := graph.Describe(kind)
	value := reflect.New(reflect.TypeOf(described.Value)).Elem()
	for i := range value.NumField() {
		if random.IntN(3) == 0 {
			continue
		}
		switch field := value.Field(i); {
		case field.Kind() == reflect.String && field.Type() != reflect.TypeFor[graph.Date]():
			field.SetString(fmt.Sprint("text ", random.IntN(9)))
		case field.Kind() == reflect.Bool:
			field.SetBool(random.IntN(3) == 0)
		case field.Type() == reflect.TypeFor[*graph.Level]():
			level := graph.Level(random.IntN(5))
			field.Set(reflect.ValueOf(&level))
		case field.Type() == reflect.TypeFor[graph.Date]():
			field.SetString(fmt.Sprintf("2026-01-%02d", 1+random.IntN(28)))
		}
	}
	return value.Interface().(graph.Value)
}

func randomEdit(random *rand.Rand, tx *graph.Tx) {
	kinds := graph.Kinds()
	kind := kinds[random.IntN(len(kinds))]
	if random.IntN(2) == 0 { // of those that decide most
		kind = []graph.Kind{graph.KindIn, graph.KindAnswers, graph.KindMemberOf, graph.KindDeclares, graph.KindLikes, graph.KindAuthored}[random.IntN(6)]
	}
	key := randomKey(random, kind)
	if from, to := kind.Ends(); from != "" {
		tag := ""
		if kind == graph.KindDeclares {
			tag = []string{"self", "interview/1"}[random.IntN(2)]
		}
		key = graph.Edge(randomKey(random, from), tag, randomKey(random, to), "random", randomValue(random, kind)).Key
	}
	if random.IntN(5) == 0 {
		tx.Delete = append(tx.Delete, key)
		return
	}
	if kind.IsEdge() {
		if from, to := key.Ends(); from == to {
			return
		}
	}
	tx.Put = append(tx.Put, graph.Fact{Key: key, Origin: "random", Value: randomValue(random, kind)})
}

func randomViewers(random *rand.Rand) []access.Viewer {
	return []access.Viewer{
		access.Colleague(), {}, viewer(randomKey(random, graph.KindPerson)), viewer(randomKey(random, graph.KindPerson)),
		viewer(randomKey(random, graph.KindPerson), access.HRRole),
	}
}

// scanned are all facts of a graph, in key order.
func scanned(t *testing.T, reader graph.Reader, detail graph.Detail) []graph.Fact {
	t.Helper()
	var facts []graph.Fact
	if _, err := reader.Scan(t.Context(), detail, func(fact graph.Fact) error { facts = append(facts, fact); return nil }); err != nil {
		t.Fatal(err)
	}
	return inKeyOrder(facts)
}

func inKeyOrder(facts []graph.Fact) []graph.Fact {
	slices.SortFunc(facts, func(a, b graph.Fact) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return facts
}

// sameTexts reads whole facts, by a view of before, of which some were written since: they are shown to those
// who may see them as they are now.
func sameTexts(t *testing.T, random *rand.Rand, store graph.Store, copied *replica.Replica, gate *access.Gate) {
	t.Helper()
	views := map[graph.Key]*access.View{}
	for _, who := range randomViewers(random)[2:] {
		views[who.Person] = gate.View(who)
		if _, err := views[who.Person].Labels(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	states := map[int64][]graph.Fact{}
	for range 2 {
		tx := graph.Tx{Actor: "import:random"}
		for range 1 + random.IntN(4) {
			randomEdit(random, &tx)
		}
		if states[copied.Revision()] == nil {
			states[copied.Revision()] = scanned(t, store, graph.Whole)
		}
		_, _ = store.Commit(t.Context(), tx)
	}
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	states[head] = scanned(t, store, graph.Whole)
	var keys []graph.Key
	for _, fact := range states[head] {
		keys = append(keys, fact.Key)
	}
	for _, view := range views {
		facts, err := view.Facts(t.Context(), graph.Whole, keys...)
		if err != nil {
			t.Fatal(err)
		}
		all := states[copied.Revision()]
		want := slices.DeleteFunc(reference(all, view.Viewer()), func(fact graph.Fact) bool { return !slices.Contains(keys, fact.Key) })
		if diff := gocmp.Diff(want, inKeyOrder(facts)); diff != "" {
			t.Fatalf("%v, whole facts at revision %d (-reference +view):\n%s", view.Viewer(), copied.Revision(), diff)
		}
	}
}

// reference decides about each fact by itself, looking through the whole graph each time.
func reference(all []graph.Fact, who access.Viewer) []graph.Fact {
	is, allowed := referenceLabels(all, who), map[graph.Key]bool{}
	for _, fact := range all {
		allowed[fact.Key] = referenceAudience(all, fact).Meets(is)
	}
	var visible []graph.Fact
	for _, fact := range all {
		if from, to := fact.Key.Ends(); allowed[fact.Key] && (from == "" || allowed[from] && allowed[to]) {
			visible = append(visible, referenceRedacted(all, is, fact))
		}
	}
	return visible
}

func byKey(all []graph.Fact, key graph.Key) graph.Fact {
	at, found := slices.BinarySearchFunc(all, key, func(fact graph.Fact, key graph.Key) int { return strings.Compare(string(fact.Key), string(key)) })
	if !found {
		return graph.Fact{}
	}
	return all[at]
}

func referenceLabels(all []graph.Fact, who access.Viewer) access.Labels {
	person, exists := byKey(all, who.Person).Value.(graph.Person)
	if !who.Is(access.Employee) || who.Person != "" && (!exists || person.Absent) {
		return nil
	}
	labels := access.Labels{access.Company}
	if who.Is(access.HRRole) {
		labels = append(labels, access.HR)
	}
	if who.Person == "" {
		return labels
	}
	labels = append(labels, access.Self(who.Person))
	for _, fact := range all {
		switch from, to := fact.Key.Ends(); {
		case fact.Key.Kind() == graph.KindReportsTo && to == who.Person:
			labels = append(labels, access.ManagerOf(from))
		case fact.Key.Kind() == graph.KindMemberOf && from == who.Person:
			labels = append(labels, access.MemberOf(to))
		}
	}
	return labels
}

// referenceAudience is that of a fact by itself.
func referenceAudience(all []graph.Fact, fact graph.Fact) access.Labels {
	have := access.Surroundings{Owner: map[graph.Key]graph.Key{}, Communities: map[graph.Key][]graph.Fact{}}
	if owner := referenceOwner(all, fact.Key); owner != "" {
		have.Owner[fact.Key] = owner
	}
	if fact.Key.Kind() == graph.KindContribution {
		in := map[graph.Key]bool{}
		for _, edge := range all {
			if from, to := edge.Key.Ends(); from != fact.Key {
				continue
			} else if edge.Key.Kind() == graph.KindIn {
				in[to] = true
			} else if edge.Key.Kind() == graph.KindAnswers {
				for _, above := range all {
					if question, community := above.Key.Ends(); question == to && above.Key.Kind() == graph.KindIn {
						in[community] = true
					}
				}
			}
		}
		for community := range in {
			have.Communities[fact.Key] = append(have.Communities[fact.Key], byKey(all, community))
		}
	}
	return access.Audience(fact, have)
}

// referenceOwner is the person that an account or an interview belongs to: the last one, where there are several.
func referenceOwner(all []graph.Fact, node graph.Key) (owner graph.Key) {
	for _, edge := range all {
		if from, to := edge.Key.Ends(); from == node && (edge.Key.Kind() == graph.KindIs || edge.Key.Kind() == graph.KindConcerns) {
			owner = to
		}
	}
	return owner
}

func referenceRedacted(all []graph.Fact, is access.Labels, fact graph.Fact) graph.Fact {
	subject := fact.From()
	switch fact.Key.Kind() {
	case graph.KindPerson:
		subject = fact.Key
	case graph.KindAccount, graph.KindInterview:
		subject = referenceOwner(all, fact.Key)
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
				shown = shown || declaration.Published
			case "self":
				shown = shown || subject != "" && slices.Contains(is, access.Self(subject))
			case "manager":
				shown = shown || subject != "" && slices.Contains(is, access.ManagerOf(subject))
			case "hr":
				shown = shown || subject != "" && slices.Contains(is, access.HR)
			}
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
			same("Facts", len(want), len(facts))
			for i := range facts {
				same("Facts", want[i], inKeyOrder(facts)[i])
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
			if fact.Key.IsEdge() {
				visible = append(visible, fact.Key)
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
