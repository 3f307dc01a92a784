package api

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/index"
)

// The story is a small company in which everything that not everybody may see holds a canary:
// a word that is nowhere else.
const (
	worker    graph.Key = "person/worker"
	boss      graph.Key = "person/boss"
	colleague graph.Key = "person/colleague"
	member    graph.Key = "person/member"
	hidden    graph.Key = "person/hidden"
	gone      graph.Key = "person/gone"
	officer   graph.Key = "person/officer"
	recruiter graph.Key = "person/recruiter"
)

// canary is a word that only some viewers may ever be answered.
type canary struct {
	word, what string
	seenBy     []string
}

func canaries() []canary {
	members := []string{"member", "moderator"}
	ofWorker := []string{"worker", "boss", "officer", "inside"}
	return []canary{
		{"quibzarel", "name of a secret community", members},
		{"plovantic", "summary of a secret community", members},
		{"drumswick", "title of a secret question", members},
		{"yelmorath", "text of a secret question", members},
		{"vancrispel", "answer to a secret question", members},
		{"brostundle", "note in a secret community", members},
		{"crumbelvast", "text in a closed community", []string{"member"}},
		{"trivonquel", "text in a sensitive community", []string{"member"}},
		{"drelpunto", "text of a request to join", []string{"member", "boss"}},
		{"plindrovast", "text that moderators hid", []string{"worker"}},
		{"vostramique", "text of a measure", []string{"worker"}},
		{"krestolume", "text of a report", []string{"boss"}},
		{"murbeldrof", "a wish without consent", []string{"worker"}},
		{"snorvleck", "a training wished without consent", []string{"worker"}},
		{"hexalmire", "name of a hidden person", []string{"hidden"}},
		{"kworvane", "mail of a hidden person", []string{"hidden"}},
		{"sporlengud", "title of a hidden person", []string{"hidden"}},
		{"vokranthel", "name of a unit of a hidden person alone", []string{"hidden"}},
		{"brivolampe", "name of a unit that somebody left", []string{"worker", "officer", "inside"}},
		{"frindolak", "employee number", []string{"worker", "officer", "inside"}},
		{"gramolivet", "room that is disclosed to the manager", []string{"worker", "boss"}},
		{"1982", "day on which somebody chose who sees a field", []string{"worker"}},
		{"glompester", "evaluator of an interview", []string{"officer", "inside"}},
		{"tarvonique", "sort of an interview", ofWorker},
		{"1987", "day of an unpublished declaration", ofWorker},
		{"ombrelisque", "skill that only a private statement names", []string{"worker"}},
		{"zarvoltine", "another label of that skill", []string{"worker"}},
		{"brumaspol", "definition of that skill", []string{"worker"}},
		{"kelvotrie", "domain of that skill", []string{"worker"}},
		{"1988", "day of a private statement", []string{"worker"}},
		{"1986", "day of an interview's declaration", ofWorker},
		{"2086", "end of an interview's declaration", ofWorker},
		{"wuzzleford", "name of somebody who left", nil},
		{"nimblaxe", "mail of somebody who left", nil},
		{"ostrichon", "name of an account", []string{"worker"}},
		{"zandrivole", "title of an opening that is a draft", []string{"recruiter", "officer", "inside", "outside"}},
		{"klompitude", "skill of an opening that is a draft", []string{"recruiter", "officer", "inside", "outside"}},
		{"fritzelune", "purpose of a shortlist", []string{"recruiter"}},
		{"crandivole", "purpose of a search that is kept", []string{"recruiter"}},
		{"1979", "day of a recommendation without an answer", []string{"worker"}},
		{"flimbergast", "text of a request", []string{"worker", "protector"}},
		{"quostrimel", "answer to a request", []string{"worker", "protector"}},
		{"drovenquil", "reason of a legal hold", nil},
		{"2025-9", "version of a text that was read", []string{"worker"}},
		{"1968", "day of an objection to evidence", []string{"worker"}},
		{"1977", "day of a request to answer", []string{"worker", "member"}},
		{"1976", "day on which a question went to somebody", []string{"worker"}},
		{"brindovex", "secret of a subscription", nil},
		{"drivolquest", "words of a search that somebody keeps", []string{"worker"}},
		{"pelmaquist", "level in the words of the source", []string{"worker"}},
	}
}

// storyFact is a fact of the story; secret where no stranger may see anything of it.
type storyFact struct {
	fact   graph.Fact
	secret bool
}

func shown(facts ...graph.Fact) []storyFact { return mark(false, facts) }
func kept(facts ...graph.Fact) []storyFact  { return mark(true, facts) }

func mark(secret bool, facts []graph.Fact) []storyFact {
	all := make([]storyFact, len(facts))
	for i, fact := range facts {
		all[i] = storyFact{fact, secret}
	}
	return all
}

func node(key graph.Key, value graph.Value) graph.Fact {
	return graph.Fact{Key: key, Origin: "story", Value: value}
}

func edge(from graph.Key, to graph.Key, value graph.Value) graph.Fact {
	return graph.Edge(from, "", to, "story", value)
}

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 9, 30, 0, 0, time.UTC)
}

func today() time.Time { return day(2026, 7, 1) }

func level(value float64) *graph.Level {
	level := graph.Level(value)
	return &level
}

// story is everything that is known in the company.
func story() []storyFact {
	return slices.Concat(staff(), skills(), openTalk(), secretTalk(), closedTalk(), secretPeople(), movers(), requests(), asking())
}

// mobility is an opening that is not open yet, with a skill that only it names, a shortlist and a search of the recruiter's, and a
// recommendation that waits for an answer.
func movers() []storyFact {
	return append(kept(edge("opening/open", worker, graph.Recommends{By: string(colleague), On: "1979-05-03"})), shown(node("opening/open", graph.Opening{Title: "Soudage en atelier", State: graph.OpeningOpen}),
		node("opening/draft", graph.Opening{Title: "Zandrivole", State: graph.OpeningDraft}), node("skill/draft", graph.Skill{PrefLabel: "Klompitude"}),
		edge("opening/draft", "skill/draft", graph.Demands{Must: true}),
		node("shortlist/first", graph.Shortlist{Purpose: "Fritzelune", Opening: "opening/draft", ExpiresOn: "2099-01-01", Owner: string(recruiter)}),
		node("search/first", graph.SavedSearch{Purpose: "Crandivole", Criteria: `{"willing":"mission"}`, ExpiresOn: "2099-01-01", Owner: string(recruiter)}))...)
}

// requests is what the worker asked for by the law and read, and why they may not be erased.
func requests() []storyFact {
	return kept(graph.Edge(worker, graph.TopicFeed, worker, "story", graph.Subscribes{Every: graph.EveryTime, Nonce: "brindovex"}), node("request/r1", graph.Request{Right: graph.RightErase, Text: "flimbergast", On: "2026-06-01", DueOn: "2026-07-01", State: graph.RequestRefused, Answer: "quostrimel", AnsweredOn: "2026-06-02"}),
		edge("request/r1", worker, graph.RequestedBy{}), graph.Edge(worker, graph.HoldLegal, worker, "story", graph.Hold{Reason: "drovenquil", On: "2026-06-02"}),
		graph.Edge(worker, "notice", worker, "story", graph.Acknowledges{On: "2026-01-02", Version: "2025-9"}),
		graph.Edge(worker, graph.PartAcceptance, "contribution/n00", "story", graph.ObjectsToEvidence{On: "1968-05-06"}))
}

// asking is a question that the member asked without being named, and that went to the worker.
func asking() []storyFact {
	return append(shown(node("contribution/qa", graph.Contribution{Type: graph.TypeQuestion, Title: "Quel joint pour la pompe ?", Content: "Le **18** fuit.", MediaType: graph.MarkdownType, PublishedAt: day(2026, 3, 1)})),
		kept(edge("contribution/qa", member, graph.AskedBy{}),
			edge("contribution/qa", worker, graph.Asked{State: graph.RequestedAnswer, Reason: "knows", On: "1977-05-06"}),
			graph.Edge(worker, graph.TopicSearch+"/s1", worker, "story", graph.Subscribes{On: "2026-03-01", Every: graph.EveryTime, Words: "Drivolquest"}),
			edge(worker, worker, graph.ReceivedQuestions{Days: []graph.Date{"1976-05-06"}}))...)
}

func staff() []storyFact {
	person := func(key graph.Key, given, family, title string) graph.Fact {
		return node(key, graph.Person{DisplayName: given + " " + family, GivenName: given, FamilyName: family,
			Title: title, Mail: given + "@exemple.fr", PreferredLanguage: "fr"})
	}
	all := shown(
		person(boss, "Bruno", "Keller", "Responsable soudage"),
		person(colleague, "Inès", "Costa", "Chargée de projets énergie"),
		person(member, "Malik", "Benali", "Juriste contrats"),
		person(officer, "Odile", "Marchetti", "Ressources humaines"),
		person(recruiter, "Noé", "Petit", "Recrutement interne"),
		node("unit/atelier", graph.Unit{Name: "Atelier/Soudage"}), node("unit/siege", graph.Unit{Name: "Siège"}),
		node("site/lyon", graph.Site{Name: "Lyon"}), node("site/paris", graph.Site{Name: "Paris"}),
		edge(boss, "unit/atelier", graph.InUnit{}), edge(boss, "site/lyon", graph.AtSite{}),
		edge(colleague, "unit/siege", graph.InUnit{}), edge(colleague, "site/paris", graph.AtSite{}),
		edge(member, "unit/siege", graph.InUnit{}), edge(member, "site/paris", graph.AtSite{}),
	)
	known := person(worker, "Willem", "Thys", "Soudage TIG")
	numbered := graph.As[graph.Person](known)
	numbered.EmployeeNumber, numbered.RoomNumber = "frindolak", "Gramolivet"
	return append(all, storyFact{node(worker, numbered), false},
		storyFact{edge(worker, "unit/atelier", graph.InUnit{}), false}, storyFact{edge(worker, "site/lyon", graph.AtSite{}), false},
		storyFact{edge(worker, boss, graph.ReportsTo{}), false},
		storyFact{graph.Fact{Key: graph.DisclosureKey(worker, "roomNumber"), Origin: "story", Value: graph.Discloses{To: graph.ToManager, On: "1982-01-14"}}, false})
}

// skills: the worker's private ones are named, as every skill is, but not that they have them.
func skills() []storyFact {
	declares := func(tag string, skill graph.Key, value graph.Declares) graph.Fact {
		return graph.Edge(worker, tag, skill, "story", value)
	}
	named := shown(
		node("skill/soudage-tig", graph.Skill{PrefLabel: "Soudage TIG", AltLabel: []string{"TIG welding"}, Definition: "Assembler des métaux à l’arc.", Domain: "Métallurgie", Type: "savoir-faire"}),
		node("skill/vraldune", graph.Skill{PrefLabel: "Vraldune"}),
		node("skill/c#", graph.Skill{PrefLabel: "C#"}),
		declares("self", "skill/soudage-tig", graph.Declares{Held: level(3), On: "1991-04-02", Published: true}),
		graph.Edge(boss, "self", "skill/c#", "story", graph.Declares{Held: level(2.5), On: "2026-02-01", ValidUntil: "2026-03-01", Published: true}),
	)
	return append(named, kept(
		declares("interview/annual", "skill/vraldune", graph.Declares{Held: level(2), On: "1987-03-17"}),
		node("skill/private", graph.Skill{PrefLabel: "Ombrelisque", AltLabel: []string{"zarvoltine"}, Definition: "brumaspol", Domain: "kelvotrie"}),
		declares("self", "skill/private", graph.Declares{Held: level(2), On: "1988-03-18"}),
		node("interview/annual", graph.Interview{Type: "tarvonique", On: "2025-12-10", Evaluator: "glompester"}),
		edge("interview/annual", worker, graph.Concerns{}),
		node("wish/annual", graph.Wish{Jobs: []string{"murbeldrof"}, Trainings: []string{"snorvleck"}, On: "2025-12-10"}), edge("wish/annual", worker, graph.WishedBy{}),
		declares("interview/annual", "skill/c#", graph.Declares{Held: level(4), HeldRaw: "pelmaquist", Required: level(3), SelfAssessed: level(3.5),
			On: "1986-12-10", ValidUntil: "2086-12-10", Validated: true, ValidatedOn: "1986-12-11"}),
	)...)
}

func contribution(kind, title, content string, at time.Time) graph.Contribution {
	return graph.Contribution{Type: kind, Title: title, Content: content, Language: "fr", PublishedAt: at}
}

func openTalk() []storyFact {
	all := shown(
		node("community/atelier", graph.Community{Name: "L’atelier", Summary: "Tout ce qui se soude."}),
		node("contribution/q1", contribution(graph.TypeQuestion, "Comment souder l’inox en soudage TIG ?", "Les cordons noircissent <b>toujours</b>.\n\nQue faire ?", day(2026, 3, 12))),
		node("contribution/q1-a1", contribution(graph.TypeAnswer, "", "Baissez l’intensité et soignez la protection gazeuse de l’inox.", day(2026, 3, 14))),
		node("contribution/q1-a2", contribution(graph.TypeAnswer, "", "Changez d’électrode avant chaque cordon.", day(2026, 3, 15))),
		edge("contribution/q1-a1", "contribution/q1", graph.Answers{Accepted: true, AcceptedAt: day(2026, 3, 16)}),
		edge("contribution/q1-a2", "contribution/q1", graph.Answers{}),
		edge(colleague, "contribution/q1", graph.Authored{}), edge(worker, "contribution/q1-a1", graph.Authored{}),
		edge("contribution/q1", "community/atelier", graph.In{}), edge("contribution/q1", "skill/soudage-tig", graph.About{}),
		edge(boss, "contribution/q1-a1", graph.Likes{At: day(2026, 4, 1)}), edge(colleague, worker, graph.Follows{At: day(2026, 4, 2)}),
		edge(worker, "community/atelier", graph.MemberOf{}), edge(member, "community/atelier", graph.MemberOf{}),
	)
	for i := range 25 {
		note := graph.NodeKey(graph.KindContribution, fmt.Sprintf("n%02d", i))
		all = append(all, shown(
			node(note, contribution(graph.TypeNote, fmt.Sprintf("Carnet de soudage, page %d", i+1), "Réglages du jour.", day(2026, 5, i+1))),
			edge(worker, note, graph.Authored{}))...)
	}
	return all
}

func secretTalk() []storyFact {
	return kept(
		node("community/s", graph.Community{Name: "Projet quibzarel", Summary: "plovantic", Secret: true}),
		node("contribution/s1", contribution(graph.TypeQuestion, "Où en est drumswick en soudage TIG ?", "yelmorath avance.", day(2026, 5, 1))),
		node("contribution/s1-a1", contribution(graph.TypeAnswer, "", "vancrispel est prêt pour l’inox.", day(2026, 5, 2))),
		node("contribution/s2", contribution(graph.TypeNote, "brostundle", "Note de travail sur le soudage.", day(2026, 5, 3))),
		edge("contribution/s1-a1", "contribution/s1", graph.Answers{Accepted: true}),
		edge("contribution/s1", "community/s", graph.In{}), edge("contribution/s1-a1", "community/s", graph.In{}), edge("contribution/s2", "community/s", graph.In{}),
		edge("contribution/s1", "skill/soudage-tig", graph.About{}),
		edge(member, "community/s", graph.MemberOf{}),
		edge(member, "contribution/s1", graph.Authored{}), edge(member, "contribution/s1-a1", graph.Authored{}), edge(worker, "contribution/s2", graph.Authored{}),
		edge(member, "contribution/s2", graph.Likes{At: day(2026, 5, 4)}),
	)
}

// closedTalk are a closed and a sensitive community, of which everybody knows that they are there, and what is hidden in an open one.
func closedTalk() []storyFact {
	seen := shown(
		node("community/closed", graph.Community{Name: "Cercle des soudeuses", Admission: graph.AdmissionRequest}),
		node("community/union", graph.Community{Name: "Section du personnel", Admission: graph.AdmissionInvitation, Sensitive: true}),
	)
	return append(seen, kept(
		node("contribution/c1", contribution(graph.TypeQuestion, "Le soudage crumbelvast ?", "Entre nous.", day(2026, 5, 5))), edge("contribution/c1", "community/closed", graph.In{}),
		edge(member, "contribution/c1", graph.Authored{}), edge(member, "community/closed", graph.MemberOf{Role: graph.MemberManager}),
		edge(worker, "community/closed", graph.MemberOf{Role: graph.MemberGuest, Until: "2026-05-31"}), // no more
		edge(boss, "community/closed", graph.AsksToJoin{On: "2026-05-20", Text: "drelpunto"}),
		node("contribution/u1", contribution(graph.TypeQuestion, "Qui soude trivonquel ?", "Pour le soudage.", day(2026, 5, 6))), edge("contribution/u1", "community/union", graph.In{}),
		edge(member, "contribution/u1", graph.Authored{}), edge(member, "community/union", graph.MemberOf{}), edge(officer, "community/union", graph.SuspendedFrom{}),
		node("contribution/h1", contribution(graph.TypeNote, "plindrovast", "Du soudage.", day(2026, 5, 7))), edge("contribution/h1", "community/atelier", graph.In{}),
		edge(worker, "contribution/h1", graph.Authored{}), edge("contribution/h1", "community/atelier", graph.HiddenIn{On: "2026-05-08"}),
		edge(boss, "contribution/q1", graph.Reports{Reason: graph.ReasonOther, Text: "krestolume", On: "2026-05-08", State: graph.ReportOpen}),
		node("measure/m1", graph.Measure{Action: graph.MeasureHide, Community: "community/atelier", Contribution: "contribution/h1", Reason: graph.ReasonOther, Text: "vostramique", On: "2026-05-08", State: graph.MeasureInForce}),
		edge("measure/m1", worker, graph.ImposedOn{}),
	)...)
}

func secretPeople() []storyFact {
	return kept(
		node(hidden, graph.Person{DisplayName: "Ada Hexalmire", FamilyName: "Hexalmire", Title: "Cheffe sporlengud en soudage", Mail: "kworvane@exemple.fr", Hidden: true}),
		node("unit/secret", graph.Unit{Name: "Cellule vokranthel", Code: "VOKRANTHEL"}), edge(hidden, "unit/secret", graph.InUnit{}),
		node("unit/left", graph.Unit{Name: "Forge brivolampe"}), graph.Edge(worker, "2026-02-03", "unit/left", "story", graph.WasInUnit{Until: "2026-02-03"}),
		edge(hidden, boss, graph.ReportsTo{}), edge(hidden, "unit/atelier", graph.InUnit{}), edge(hidden, "site/lyon", graph.AtSite{}),
		edge(hidden, "contribution/q1-a2", graph.Authored{}), edge(hidden, worker, graph.Follows{}), edge(hidden, "contribution/q1-a1", graph.Likes{}),
		graph.Edge(hidden, "self", "skill/soudage-tig", "story", graph.Declares{Held: level(4), On: "2026-01-02", Published: true}),
		node(gone, graph.Person{DisplayName: "Guy Wuzzleford", FamilyName: "Wuzzleford", Mail: "nimblaxe@exemple.fr", Title: "Soudage", Absent: true}),
		edge(gone, "unit/atelier", graph.InUnit{}), edge(gone, "contribution/q1", graph.Likes{}), edge(gone, worker, graph.Follows{}),
		node("account/w", graph.Account{Source: "forum", Attribute: "id", DisplayName: "ostrichon"}), edge("account/w", worker, graph.Is{}),
	)
}

// strangersStory is the story as it would be if nothing in it were secret from strangers.
func strangersStory() []storyFact {
	var all []storyFact
	for _, one := range story() {
		if person, ok := one.fact.Value.(graph.Person); ok {
			person.EmployeeNumber = ""
			one.fact.Value = person
		}
		if !one.secret {
			all = append(all, one)
		}
	}
	return all
}

// engine is what stands behind the pages: a store, and what follows it.
type engine struct {
	*sqlite.Store
	replica *replica.Replica
	index   *index.Index
}

// Commit writes, and shows it at once.
func (e engine) Commit(ctx context.Context, tx graph.Tx) (graph.Receipt, error) {
	receipt, err := e.Store.Commit(ctx, tx)
	if err == nil {
		err = errors.Join(e.replica.CatchUp(ctx), e.index.CatchUp(ctx))
	}
	return receipt, err
}

// storeOf is a store that holds a story.
func storeOf(t testing.TB, story []storyFact) *sqlite.Store {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(today))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	facts := make([]graph.Fact, len(story))
	for i, one := range story {
		facts[i] = one.fact
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return store
}
