package access_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
)

// purposeOf says what facts of a kind are processed for: to find a colleague, to map skills, to move within the company, to
// speak with each other, to keep that civil, or by what the law gives.
func purposeOf(kind graph.Kind) string {
	for purpose, kinds := range map[string][]graph.Kind{
		"skills":   {graph.KindInterview, graph.KindConcerns, graph.KindDeclares, graph.KindAccount, graph.KindIs},
		"mobility": {graph.KindWish, graph.KindWishedBy, graph.KindOpening, graph.KindConsents, "demands", "offered_as", "offered_in", "offered_at", "invites", "recommends", "interested_in", "shortlist", graph.KindSavedSearch, graph.KindMailed, graph.KindLookedAt},
		"exchange": {graph.KindCommunity, graph.KindContribution, graph.KindMemberOf, graph.KindAuthored, graph.KindAnswers, graph.KindIn, graph.KindLikes, graph.KindFollows, "about", "comments_on", "thanks", "referred", "escalated",
			graph.KindSubscribes, graph.KindAsked, graph.KindAskedBy, graph.KindNotified, graph.KindAnswersQuestions, graph.KindReceivedQuestions, graph.KindAsksToJoin, graph.KindInvitedTo},
		"moderation": {graph.KindReports, graph.KindMeasure, graph.KindImposedOn, graph.KindSuspendedFrom, graph.KindHiddenIn},
		"rights": {graph.KindObjectsTo, graph.KindObjectsToEvidence, graph.KindRestricted, graph.KindDiscloses, graph.KindUnavailable, graph.KindAcknowledges,
			graph.KindRequest, graph.KindRequestedBy, graph.KindHold},
	} {
		if slices.Contains(kinds, kind) {
			return purpose
		}
	}
	return "find"
}

// filled returns facts about Alice and what is around her, with something in every field that the story leaves empty.
func filled() []graph.Fact {
	facts := story()
	for wish, person := range map[graph.Key]graph.Key{"wish/w1": alice, "wish/w2": mo} { // Mo does not consent that others see theirs
		facts = append(facts, graph.Fact{Key: wish, Origin: "story", Value: graph.Wish{}}, graph.Edge(wish, "", person, "story", graph.WishedBy{}))
	}
	facts = append(facts, graph.Edge(alice, graph.PurposeWishes, alice, "story", graph.Consents{}),
		graph.Edge(alice, graph.ObjectionToRanking, alice, "story", graph.ObjectsTo{}))
	facts = append(facts, decided()...)
	facts = slices.DeleteFunc(facts, func(fact graph.Fact) bool {
		text := string(fact.Key)
		return strings.Contains(text, string(hana)) || strings.Contains(text, string(lea)) || fact.Key == hiddenAnswer || strings.Contains(text, string(hiddenAnswer)) ||
			strings.Contains(text, "draft") || strings.HasPrefix(text, "person/bob -declares")
	})
	for i, fact := range facts {
		if community, is := fact.Value.(graph.Community); is {
			community.Admission = graph.AdmissionOpen
			fact.Value = community
		}
		value := reflect.New(reflect.TypeOf(fact.Value)).Elem()
		value.Set(reflect.ValueOf(fact.Value))
		for field := range value.NumField() {
			fill(value.Field(field))
		}
		facts[i].Value = value.Interface().(graph.Value)
	}
	return facts
}

// decided returns what Alice decided and asked for, what others asked of her and what was decided about
// her. Rea is restricted.
func decided() []graph.Fact {
	var facts []graph.Fact
	for _, own := range []graph.Value{graph.Discloses{To: graph.ToCompany}, graph.Unavailable{}, graph.Acknowledges{}, graph.Hold{}, graph.Subscribes{}, graph.LookedAt{}, graph.AnswersQuestions{}, graph.ReceivedQuestions{Days: []graph.Date{"2026-01-14"}}} {
		tag := ""
		if own.Kind() == graph.KindDiscloses {
			tag = "mail"
		}
		facts = append(facts, graph.Edge(alice, tag, alice, "story", own))
	}
	facts = append(facts, graph.Node("r1", "story", graph.Request{}), graph.Edge("request/r1", "", alice, "story", graph.RequestedBy{}),
		graph.Node("m1", "story", graph.Measure{Community: string(secret)}), graph.Edge("measure/m1", "", alice, "story", graph.ImposedOn{}),
		graph.Node("s1", "story", graph.SavedSearch{Owner: string(alice)}), graph.Node("l1", "story", graph.Shortlist{Owner: string(alice), SharedWith: []string{"person/nobody"}}))
	for _, value := range []graph.Value{graph.Asked{Widened: true}, graph.AskedBy{}, graph.Notified{}} {
		facts = append(facts, graph.Edge(openQuestion, "", alice, "story", value))
	}
	for _, value := range []graph.Value{graph.Invites{By: string(bob)}, graph.Recommends{By: string(bob)}, graph.Mailed{}} {
		facts = append(facts, graph.Edge("opening/open", "", alice, "story", value))
	}
	facts = append(facts, graph.Edge(alice, "", "opening/open", "story", graph.InterestedIn{}), graph.Edge(alice, "", openAnswer, "story", graph.Reports{}),
		graph.Edge(alice, "", openAnswer, "story", graph.ObjectsToEvidence{}), graph.Edge(alice, "", openQuestion, "story", graph.Thanks{}),
		graph.Edge(alice, "", openAnswer, "story", graph.Referred{}), graph.Edge(openQuestion, graph.StepReminder, openQuestion, "story", graph.Escalated{}),
		graph.Edge(alice, "", secret, "story", graph.SuspendedFrom{}), graph.Node("h1", "story", graph.Contribution{Type: graph.TypeAnswer}),
		graph.Edge("contribution/h1", "", secret, "story", graph.HiddenIn{}), graph.Edge(alice, "", "contribution/h1", "story", graph.Authored{}),
		graph.Node("rea", "story", graph.Person{DisplayName: "Rea"}), graph.Edge("person/rea", "", "person/rea", "story", graph.Restricted{}))
	for _, community := range []graph.Key{open, secret} {
		facts = append(facts, graph.Edge(alice, "", community, "story", graph.AsksToJoin{}), graph.Edge(alice, "", community, "story", graph.InvitedTo{}))
	}
	return facts
}

// fill gives an empty field a value; switches stay off, since they decide who sees the rest.
func fill(field reflect.Value) {
	if !field.IsZero() || !field.CanSet() {
		return
	}
	switch value := field.Addr().Interface().(type) {
	case *graph.Date:
		*value = "2026-01-14"
	case *time.Time:
		*value = time.Date(2026, 1, 14, 0, 0, 0, 0, time.UTC)
	case **graph.Level:
		level := graph.Level(2)
		*value = &level
	case *[]string:
		*value = []string{"something"}
	default:
		switch field.Kind() {
		case reflect.String:
			field.SetString("something")
		case reflect.Int, reflect.Int64:
			field.SetInt(1)
		case reflect.Float64:
			field.SetFloat(1)
		}
	}
}

// roles are one viewer of each role, and the person whom the facts are about.
func roles() []struct {
	name   string
	viewer access.Viewer
} {
	type column = struct {
		name   string
		viewer access.Viewer
	}
	manager := viewer(hugo, access.CommunityManager)
	manager.Communities = []string{"secret"}
	return []column{
		{"nobody", access.Viewer{}}, {"employee", viewer(hugo)}, {"the person", viewer(alice)}, {"their manager", viewer(bob)},
		{"human resources", viewer(hugo, access.HRRole)}, {"human resources elsewhere", hrOf(hugo, "Paris")},
		{"recruiter", viewer(hugo, access.Recruiter)}, {"vocabulary", viewer(hugo, access.Vocabulary)},
		{"community manager of Secret", manager}, {"data protection officer", viewer(hugo, access.DPO)},
		{"administrator", viewer(hugo, access.Administrator)},
		{"service", access.Viewer{Roles: []access.Role{access.Employee, access.Service}, ReadOnly: true}},
	}
}

// Every role × purpose × kind of fact × field: "x" sees it of every fact of the story, "o" of some, "." of none. A line that
// changes is one to be read in review.
func TestRoles(t *testing.T) {
	gate := gateOf(t, filled())
	var out strings.Builder
	columns := roles()
	seen := make([]map[graph.Key]graph.Fact, len(columns))
	for i, column := range columns {
		fmt.Fprintf(&out, "%s%s\n", strings.Repeat("| ", i), column.name)
		seen[i] = scan(t, gate.View(column.viewer))
	}
	byKind := map[graph.Kind][]graph.Fact{}
	for _, fact := range filled() {
		if fact.Key == hugo || fact.Key == mo || fact.Key == bob || fact.Key == "person/rea" { // who see of themselves what others do not
			continue
		}
		byKind[fact.Key.Kind()] = append(byKind[fact.Key.Kind()], fact)
	}
	for _, kind := range graph.Kinds() {
		facts := byKind[kind]
		if len(facts) == 0 {
			continue
		}
		line := func(name string, sees func(viewer int, fact graph.Fact) (has, is bool)) {
			for i := range columns {
				out.WriteString(shareOf(facts, func(fact graph.Fact) (bool, bool) { return sees(i, fact) }) + " ")
			}
			fmt.Fprintf(&out, "%s %s\n", purposeOf(kind), name)
		}
		line(string(kind), func(viewer int, fact graph.Fact) (bool, bool) { _, is := seen[viewer][fact.Key]; return true, is })
		of := reflect.TypeOf(facts[0].Value)
		for field := range of.NumField() {
			line(string(kind)+"."+of.Field(field).Name, func(viewer int, fact graph.Fact) (bool, bool) {
				got, is := seen[viewer][fact.Key]
				return !reflect.ValueOf(fact.Value).Field(field).IsZero(), is && !reflect.ValueOf(got.Value).Field(field).IsZero()
			})
		}
	}
	golden(t, "testdata/roles.golden", out.String())
}

// shareOf says of which facts something is seen: all, some or none of those that have it; "-" where none has.
func shareOf(facts []graph.Fact, sees func(graph.Fact) (has, is bool)) string {
	had, seen := 0, 0
	for _, fact := range facts {
		has, is := sees(fact)
		if has {
			had++
		}
		if has && is {
			seen++
		}
	}
	switch {
	case had == 0:
		return "-"
	case seen == 0:
		return "."
	case seen < had:
		return "o"
	}
	return "x"
}

func gateOf(t *testing.T, facts []graph.Fact) *access.Gate {
	t.Helper()
	store := newStore(t)
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: facts}); err != nil {
		t.Fatal(err)
	}
	copied, err := replica.Follow(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return access.NewGate(copied, store)
}

// P-13: purposes are separate. What a role is for, it sees; what it is not for, it does not, whatever else it may do.
func TestP13PurposesAreSeparate(t *testing.T) {
	gate := gateOf(t, filled())
	seen := map[string]map[graph.Key]graph.Fact{}
	for _, column := range roles() {
		seen[column.name] = scan(t, gate.View(column.viewer))
	}
	for _, role := range []string{"administrator", "data protection officer", "vocabulary", "community manager of Secret", "recruiter", "service", "human resources elsewhere"} {
		for _, key := range []graph.Key{meeting, graph.EdgeKey(alice, graph.KindDeclares, string(meeting), golang), "account/a"} {
			if _, is := seen[role][key]; is {
				t.Errorf("%s sees %s", role, key)
			}
		}
	}
	for _, role := range []string{"human resources", "administrator", "data protection officer", "recruiter", "their manager"} {
		for _, key := range []graph.Key{secretQuestion, secretAnswer} {
			if _, is := seen[role][key]; is {
				t.Errorf("%s sees %s of a secret community", role, key)
			}
		}
	}
	if _, is := seen["community manager of Secret"][secretQuestion]; !is {
		t.Error("who looks after a secret community does not see what is said in it")
	}
	if _, is := seen["human resources"][meeting]; !is {
		t.Error("human resources do not see an interview")
	}
}

// A community manager looks after the communities that are named, by key or by name, and after no other.
func TestCommunitiesThatAreLookedAfter(t *testing.T) {
	gate := gate(t)
	for given, want := range map[string]bool{"Secret": true, " secret": true, string(secret): true, "Open": false, "": false, "person/mo": false} {
		manager := viewer(hugo, access.CommunityManager)
		manager.Communities = []string{given}
		view := gate.View(manager)
		if is, err := view.Manages(t.Context(), secret); err != nil || is != want {
			t.Errorf("%q: manages is %v, %v", given, is, err)
		}
		if facts, err := view.Facts(t.Context(), graph.Brief, secretQuestion); err != nil || (len(facts) == 1) != want {
			t.Errorf("%q: sees %v, %v", given, facts, err)
		}
	}
	plain := viewer(hugo)
	plain.Communities = []string{"Secret"}
	if is, err := gate.View(plain).Manages(t.Context(), secret); err != nil || is {
		t.Errorf("without the role: %v, %v", is, err)
	}
}

// A viewer who only reads changes nothing, not even what is theirs.
func TestReadOnlyViewersChangeNothing(t *testing.T) {
	reader := viewer(alice)
	reader.ReadOnly = true
	view := gate(t).View(reader)
	if _, err := view.Commit(t.Context(), graph.Tx{Put: []graph.Fact{graph.Edge(alice, "", bob, "", graph.Follows{})}}); err == nil {
		t.Error("a viewer who only reads follows somebody")
	}
	if err := view.Publish(t.Context(), graph.EdgeKey(alice, graph.KindDeclares, string(meeting), golang), true); err == nil {
		t.Error("a viewer who only reads publishes something")
	}
}
