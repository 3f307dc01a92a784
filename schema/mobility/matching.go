package mobility

import (
	"fmt"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/graph/access/subscription"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/match"
)

func mobilityArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Match": matched{}, "Sheet": sheet{}, "SheetLine": sheetLine{}, "MoveConsent": moveConsent{}, "MobilityPayload": resolve.Payload{}, "FittingOpenings": fittingOpenings{}, "FittingOpening": fittingOpening{}},
		Resolvers: map[string]resolve.Func{
			"Query.match":           matchOpening,
			"Query.fittingOpenings": listFitting,
			"Opening.viewerSheet":   viewerSheet,
			"Person.moves":          listMoves,
			"Person.ownWish": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(mobility.OwnWish(p.Source.(graph.Fact).Key))
			},
			"Match.unasked":        countUnasked,
			"Person.openingMails":  wantsOpeningMails,
			"Mutation.setMobility": resolve.Mutation(setMobility),
			"Sheet.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(sheet).Person)
			},
			"SheetLine.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(sheetLine).Skill)
			},
			"SheetLine.text": lineText,
			"SheetLine.evidence": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(sheetLine).evidence)
			},
			"FittingOpening.opening": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(fittingOpening).Opening)
			},
		},
	}
}

// moveConsent is a consent to be listed and asked for moves of a kind.
type moveConsent struct {
	Move string
	On   graph.Date
}

// matched are the people who could take an opening.
type matched struct {
	opening    graph.Key
	TotalCount int
	Blind      bool
	Entries    []sheet
}

// sheet is how a person meets an opening, with keys in place of ids. Without a person, it is masked.
type sheet struct {
	Person graph.Key
	Handle string
	Score  float64
	Share  float64
	Held   int
	Musts  int
	Lines  []sheetLine
}

type sheetLine struct {
	Skill    graph.Key
	Must     bool
	Required *graph.Level
	Status   string
	Basis    string
	Distance float64
	Level    *graph.Level
	On       graph.Date
	Points   float64
	line     match.Line
	of       graph.Key
	evidence []graph.Key
}

type fittingOpenings struct {
	TotalCount int
	Entries    []fittingOpening
}

type fittingOpening struct {
	Opening graph.Key
	Sheet   sheet
}

// matchOpening lists who could take an opening, for those who see matches; null for others.
func matchOpening(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.View.SeesMatches() {
		return nil, nil
	}
	opening, err := r.Visible(graph.KindOpening, p.Args["opening"])
	if err != nil {
		return nil, err
	}
	sheets, err := match.People(r.Context, r.View, opening.Key, r.Today(), match.DefaultWeights())
	if err != nil {
		return nil, err
	}
	out := matched{opening: opening.Key, TotalCount: len(sheets), Blind: p.Args["blind"] != false, Entries: []sheet{}}
	best := 0.0
	if len(sheets) > 0 {
		best = sheets[0].Score
	}
	for _, one := range resolve.Cut(sheets, p.Args) {
		shown := shownSheet(r, &one, best)
		if out.Blind {
			shown.mask()
		} else if err := r.NotePerson(one.Person); err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, shown)
	}
	return out, nil
}

// countUnasked resolves how many more people match and have not said that they want to be asked; null where that tells of
// somebody.
func countUnasked(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	unasked, err := match.Unasked(r.Context, r.View, p.Source.(matched).opening, r.Today(), match.DefaultWeights())
	if err != nil || !unasked.Told {
		return nil, err
	}
	return unasked.Count, nil
}

// shownSheet returns a sheet with keys; its score is also shown beside the best.
func shownSheet(r *resolve.Request, of *match.Sheet, best float64) sheet {
	out := sheet{Person: of.Person, Score: of.Score, Held: of.Held, Musts: of.Musts}
	if best > 0 {
		out.Share = of.Score / best
	}
	for _, line := range of.Lines {
		shown := sheetLine{Skill: r.View.Key(line.Requirement.Skill), Must: line.Must, Status: line.Status, Basis: line.Basis, Distance: line.Distance,
			On: line.On.Date(), Points: line.Points, line: line, of: r.View.Key(line.Of)}
		if line.Requirement.Level > 0 {
			level := graph.Level(line.Requirement.Level)
			shown.Required = &level
		}
		if line.Level != nil {
			level := graph.Level(*line.Level)
			shown.Level = &level
		}
		for _, edge := range line.Evidence {
			shown.evidence = append(shown.evidence, graph.EdgeKey(of.Person, graph.KindDeclares, r.View.Tag(edge), r.View.Key(edge.To)))
		}
		for _, answer := range line.Answers {
			shown.evidence = append(shown.evidence, r.View.Key(answer))
		}
		out.Lines = append(out.Lines, shown)
	}
	return out
}

// mask takes out of a sheet what tells who it is: the person, days, and the evidence, whose ids name them.
func (s *sheet) mask() {
	s.Person = ""
	for i := range s.Lines {
		s.Lines[i].On, s.Lines[i].evidence = "", nil
	}
}

func lineText(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	line, language := p.Source.(sheetLine), strings.ToLower(resolve.LanguageOf(p))
	r.Load.NeedFact(line.of, graph.Brief)
	return func() (any, error) {
		fact, _, err := r.Load.Fact(r.Context, line.of, graph.Brief)
		label := graph.As[graph.Skill](fact).PrefLabel
		if role := graph.As[graph.Role](fact); label == "" {
			label = graph.InLanguage(role.PrefLabel, language)
		}
		return line.line.Text(label, language), err
	}, nil
}

// listFitting lists the openings that fit the viewer, the best first.
func listFitting(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := r.View.Viewer().Person
	if person == "" {
		return nil, nil
	}
	var open []graph.Key
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.Opening](fact).IsOpen(r.Today()) {
			open = append(open, fact.Key)
		}
		return nil
	}, graph.KindOpening)
	if err != nil {
		return nil, err
	}
	fits, err := match.Fitting(r.Context, r.View, person, open, r.Today(), match.DefaultWeights())
	out := fittingOpenings{TotalCount: len(fits), Entries: []fittingOpening{}}
	for _, fit := range resolve.Cut(fits, p.Args) {
		shown := shownSheet(r, &fit.Sheet, 0)
		shown.Share = fit.Share
		out.Entries = append(out.Entries, fittingOpening{fit.Opening, shown})
	}
	return out, err
}

// viewerSheet resolves how the viewer meets an opening.
func viewerSheet(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	person := r.View.Viewer().Person
	if person == "" {
		return nil, nil
	}
	sheets, err := match.SheetsOf(r.Context, r.View, p.Source.(graph.Fact).Key, []graph.Key{person}, r.Today(), match.DefaultWeights())
	if err != nil || len(sheets) == 0 {
		return nil, err
	}
	return shownSheet(r, &sheets[0], 0), nil
}

// listMoves resolves the kinds of moves for which a person consents to be listed, as far as the viewer may see.
func listMoves(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	query := resolve.EdgeQuery{Node: p.Source.(graph.Fact).Key, Direction: graph.Out, Kind: graph.KindConsents}
	r.Load.NeedEdges(query, false)
	return func() (any, error) {
		edges, err := r.Load.EdgesAt(r.Context, query, false)
		moves := []moveConsent{}
		for _, move := range graph.Moves() {
			for _, edge := range edges {
				if edge.Key.Tag() == graph.PurposeOfMove(move) {
					moves = append(moves, moveConsent{move, graph.As[graph.Consents](edge).On})
				}
			}
		}
		return moves, err
	}, nil
}

// wantsOpeningMails resolves whether the viewer wants a mail when a new opening fits; null of others.
func wantsOpeningMails(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	if !r.Config.Mails || p.Source.(graph.Fact).Key != r.View.Viewer().Person {
		return nil, nil
	}
	return subscription.Subscribes(r.Context, r.View)
}

// setMobility sets for which moves the viewer consents to be listed, and what they wish.
func setMobility(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
	wish := graph.Wish{Jobs: resolve.ListOf(input["jobs"]), Places: resolve.ListOf(input["places"]), Horizon: resolve.TextOf(input["horizon"]), Mentoring: resolve.ListOf(input["mentoring"])}
	version := resolve.TextOf(input["textVersion"])
	if version == "" || len(version) > resolve.MaxTextVersion {
		return resolve.Payload{}, fmt.Errorf("%w: a consent needs the name of the text that was shown", graph.ErrInvalid)
	}
	consent := graph.Consents{On: r.Today(), TextVersion: version}
	err := mobility.SetMobility(r.Context, r.View, resolve.ListOf(input["moves"]), consent, wish)
	if wants, said := input["openingMails"].(bool); err == nil && said {
		err = subscription.Subscribe(r.Context, r.View, wants, r.Today())
	}
	r.Load.Forget()
	if err != nil {
		return resolve.Payload{}, err
	}
	person, err := r.Visible(graph.KindPerson, string(viewer))
	return resolve.Payload{Person: person}, err
}
