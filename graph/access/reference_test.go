package access_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

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
			gate, seen, hidden := referenceGate(copied, store), 0, 0
			gate.Policy = randomPolicy(random)
			ofStore := referenceGate(store, store)
			ofStore.Policy = gate.Policy
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
					want := reference(all, gate.Policy, who)
					seen, hidden = seen+len(want), hidden+len(all)-len(want)
					view := gate.View(who)
					sameAsReference(t, random, view, all, want, fmt.Sprintf("seed %d step %d: %v", seed, step, who))
					sameAsReference(t, random, ofStore.View(who), all, want, fmt.Sprintf("seed %d step %d: %v of a store", seed, step, who))
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

// referenceGate is a gate of [referenceDay].
func referenceGate(reader graph.Reader, store graph.Store) *access.Gate {
	gate := access.NewGate(reader, store)
	gate.Now = func() time.Time { return time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC) }
	return gate
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
		case value.Type().Field(i).Name == "Role" && random.IntN(2) == 0:
			field.SetString([]string{graph.MemberManager, graph.MemberModerator, graph.MemberGuest}[random.IntN(3)])
		case value.Type().Field(i).Name == "Community":
			field.SetString(string(randomKey(random, graph.KindCommunity)))
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
		kind = []graph.Kind{graph.KindIn, graph.KindAnswers, graph.KindMemberOf, graph.KindDeclares, graph.KindLikes, graph.KindAuthored, graph.KindWishedBy, graph.KindConsents,
			graph.KindCommunity, graph.KindHiddenIn, graph.KindSuspendedFrom, graph.KindInvitedTo,
			graph.KindDiscloses, graph.KindReportsTo, graph.KindRestricted}[random.IntN(15)]
	}
	key := randomKey(random, kind)
	if from, to := kind.Ends(); from != "" {
		tag := ""
		if kind == graph.KindDeclares {
			tag = []string{"self", "interview/1"}[random.IntN(2)]
		}
		if kind == graph.KindConsents {
			tag = []string{graph.PurposeWishes, "other"}[random.IntN(2)]
		}
		if kind == graph.KindDiscloses {
			tag = strings.ToLower(graph.DisclosedFields()[random.IntN(len(graph.DisclosedFields()))])
		}
		key = graph.Edge(randomKey(random, from), tag, randomKey(random, to), "random", randomValue(random, kind)).Key
	}
	if random.IntN(5) == 0 {
		tx.Delete = append(tx.Delete, key)
		return
	}
	if kind.IsEdge() {
		from, to := key.Ends()
		if slices.Contains([]graph.Kind{graph.KindConsents, graph.KindDiscloses, graph.KindRestricted}, kind) {
			key = graph.EdgeKey(from, kind, key.Tag(), from)
		} else if from == to {
			return
		}
	}
	value := randomValue(random, kind)
	if kind == graph.KindDiscloses {
		value = graph.Discloses{To: randomAudience(random)}
	}
	tx.Put = append(tx.Put, graph.Fact{Key: key, Origin: "random", Value: value})
}

func randomAudience(random *rand.Rand) string {
	return graph.DisclosureAudiences()[random.IntN(len(graph.DisclosureAudiences()))]
}

// randomPolicy lets some fields be seen by some at most, and by default.
func randomPolicy(random *rand.Rand) access.Policy {
	policy := access.Policy{Widest: map[string]string{}, Default: map[string]string{}}
	for _, field := range graph.DisclosedFields() {
		if random.IntN(2) == 0 {
			policy.Widest[field] = randomAudience(random)
		}
		if random.IntN(2) == 0 {
			policy.Default[field] = randomAudience(random)
		}
	}
	return policy
}

func randomViewers(random *rand.Rand) []access.Viewer {
	return []access.Viewer{
		access.Colleague(), {}, viewer(randomKey(random, graph.KindPerson)), viewer(randomKey(random, graph.KindPerson)),
		viewer(randomKey(random, graph.KindPerson), access.HRRole),
		viewer(randomKey(random, graph.KindPerson), access.Recruiter), viewer(randomKey(random, graph.KindPerson), access.DPO),
		hrOf(randomKey(random, graph.KindPerson), string(randomKey(random, graph.KindUnit))),
		hrOf(randomKey(random, graph.KindPerson), "text 3", string(randomKey(random, graph.KindSite))),
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
		want := slices.DeleteFunc(reference(all, gate.Policy, view.Viewer()), func(fact graph.Fact) bool { return !slices.Contains(keys, fact.Key) })
		if diff := gocmp.Diff(want, inKeyOrder(facts)); diff != "" {
			t.Fatalf("%v, whole facts at revision %d (-reference +view):\n%s", view.Viewer(), copied.Revision(), diff)
		}
	}
}

// reference decides about each fact by itself, looking through the whole graph each time.
func reference(all []graph.Fact, policy access.Policy, who access.Viewer) []graph.Fact {
	is, allowed := referenceLabels(all, who), map[graph.Key]bool{}
	isHR := func(fact graph.Fact) bool {
		subject := subjectOf(all, fact.Key)
		return who.Is(access.HRRole) && len(is) > 0 && (subject == "" || inPerimeter(all, who.Perimeter, subject))
	}
	for _, fact := range all {
		audience := referenceAudience(all, fact)
		allowed[fact.Key] = audience.Meets(is) || isHR(fact) && slices.Contains(audience, access.HR)
	}
	for _, fact := range all {
		switch from, to := fact.Key.Ends(); fact.Key.Kind() {
		case graph.KindInUnit, graph.KindWasInUnit, graph.KindAtSite, graph.KindDeclares, graph.KindAbout, graph.KindRequires, graph.KindOfferedIn, graph.KindOfferedAt, graph.KindDemands: // what nothing else mentions does not exist
			allowed[to] = allowed[to] || allowed[fact.Key] && allowed[from]
		}
	}
	var visible []graph.Fact
	for _, fact := range all {
		if from, to := fact.Key.Ends(); allowed[fact.Key] && (from == "" || allowed[from] && allowed[to]) {
			of := slices.Clone(is)
			if isHR(fact) {
				of = append(of, access.HR)
			}
			visible = append(visible, referenceRedacted(all, policy, of, fact))
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
	if who.Is(access.HRRole) && len(who.Perimeter) == 0 {
		labels = append(labels, access.HR)
	}
	if who.Is(access.Recruiter) {
		labels = append(labels, access.Recruiting)
	}
	if who.Is(access.DPO) {
		labels = append(labels, access.Protection)
	}
	if who.Person == "" {
		return labels
	}
	labels = append(labels, access.Self(who.Person))
	for _, fact := range all {
		switch from, to := fact.Key.Ends(); {
		case fact.Key.Kind() == graph.KindReportsTo && to == who.Person:
			labels = append(labels, access.ManagerOf(from))
		case from == who.Person && to.Kind() == graph.KindCommunity:
			labels = append(labels, referenceMembership(all, fact)...)
		}
	}
	return labels
}

// referenceDay is in the middle of the days of random values.
const referenceDay = "2026-01-15"

// referenceMembership are the labels that an edge to a community gives.
func referenceMembership(all []graph.Fact, edge graph.Fact) access.Labels {
	from, to := edge.Key.Ends()
	member, is := edge.Value.(graph.MemberOf)
	switch edge.Key.Kind() {
	case graph.KindInvitedTo, graph.KindSuspendedFrom:
		return access.Labels{access.AwareOf(to)}
	}
	if !is {
		return nil
	}
	suspended, has := byKey(all, graph.EdgeKey(from, graph.KindSuspendedFrom, "", to)).Value.(graph.SuspendedFrom)
	if member.Until != "" && member.Until < referenceDay || has && (suspended.Until == "" || suspended.Until >= referenceDay) {
		return nil
	}
	if member.Role == graph.MemberManager || member.Role == graph.MemberModerator {
		return access.Labels{access.MemberOf(to), access.ModeratorOf(to)}
	}
	return access.Labels{access.MemberOf(to)}
}
