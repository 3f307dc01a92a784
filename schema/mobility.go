package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/match"
)

func mobilityArea() area {
	return area{
		structs: map[string]any{"Match": matched{}, "Sheet": sheet{}, "SheetLine": sheetLine{}, "MoveConsent": moveConsent{}, "MobilityPayload": payload{}, "FittingOpenings": fittingOpenings{}, "FittingOpening": fittingOpening{}},
		resolvers: map[string]resolver{
			"Query.match":           matchOpening,
			"Query.fittingOpenings": listFitting,
			"Opening.viewerSheet":   viewerSheet,
			"Person.moves":          listMoves,
			"Person.ownWish": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(access.OwnWish(p.Source.(graph.Fact).Key))
			},
			"Mutation.setMobility": mutation(setMobility),
			"Sheet.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.shownPerson(p.Source.(sheet).Person)
			},
			"SheetLine.skill": func(r *requestState, p graphql.ResolveParams) (any, error) { return r.node(p.Source.(sheetLine).Skill) },
			"SheetLine.text":  lineText,
			"SheetLine.evidence": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.nodes(p.Source.(sheetLine).evidence)
			},
			"FittingOpening.opening": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(fittingOpening).Opening)
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
func matchOpening(r *requestState, p graphql.ResolveParams) (any, error) {
	if !r.view.SeesMatches() {
		return nil, nil
	}
	opening, err := r.visible(graph.KindOpening, p.Args["opening"])
	if err != nil {
		return nil, err
	}
	sheets, err := match.People(r.ctx, r.view, opening.Key, r.today(), match.DefaultWeights())
	if err != nil {
		return nil, err
	}
	out := matched{TotalCount: len(sheets), Blind: p.Args["blind"] != false, Entries: []sheet{}}
	best := 0.0
	if len(sheets) > 0 {
		best = sheets[0].Score
	}
	for _, one := range cut(sheets, p.Args) {
		shown := r.shownSheet(&one, best)
		if out.Blind {
			shown.mask()
		} else if err := r.notePerson(one.Person); err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, shown)
	}
	return out, nil
}

// shownSheet returns a sheet with keys; its score is also shown beside the best.
func (r *requestState) shownSheet(of *match.Sheet, best float64) sheet {
	out := sheet{Person: of.Person, Score: of.Score, Held: of.Held, Musts: of.Musts}
	if best > 0 {
		out.Share = of.Score / best
	}
	for _, line := range of.Lines {
		shown := sheetLine{Skill: r.view.Key(line.Requirement.Skill), Must: line.Must, Status: line.Status, Basis: line.Basis, Distance: line.Distance,
			On: line.On.Date(), Points: line.Points, line: line, of: r.view.Key(line.Of)}
		if line.Requirement.Level > 0 {
			level := graph.Level(line.Requirement.Level)
			shown.Required = &level
		}
		if line.Level != nil {
			level := graph.Level(*line.Level)
			shown.Level = &level
		}
		for _, edge := range line.Evidence {
			shown.evidence = append(shown.evidence, graph.EdgeKey(of.Person, graph.KindDeclares, r.view.Tag(edge), r.view.Key(edge.To)))
		}
		for _, answer := range line.Answers {
			shown.evidence = append(shown.evidence, r.view.Key(answer))
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

func lineText(r *requestState, p graphql.ResolveParams) (any, error) {
	line, language := p.Source.(sheetLine), strings.ToLower(languageOf(p))
	r.load.needFact(line.of, graph.Brief)
	return func() (any, error) {
		fact, _, err := r.load.fact(r.ctx, line.of, graph.Brief)
		label := graph.As[graph.Skill](fact).PrefLabel
		if role := graph.As[graph.Role](fact); label == "" {
			label = graph.InLanguage(role.PrefLabel, language)
		}
		return line.line.Text(label, language), err
	}, nil
}

// listFitting lists the openings that fit the viewer, the best first.
func listFitting(r *requestState, p graphql.ResolveParams) (any, error) {
	person := r.view.Viewer().Person
	if person == "" {
		return nil, nil
	}
	var open []graph.Key
	_, err := r.view.Scan(r.ctx, graph.Brief, func(fact graph.Fact) error {
		if graph.As[graph.Opening](fact).IsOpen(r.today()) {
			open = append(open, fact.Key)
		}
		return nil
	}, graph.KindOpening)
	if err != nil {
		return nil, err
	}
	fits, err := match.Fitting(r.ctx, r.view, person, open, r.today(), match.DefaultWeights())
	out := fittingOpenings{TotalCount: len(fits), Entries: []fittingOpening{}}
	for _, fit := range cut(fits, p.Args) {
		shown := r.shownSheet(&fit.Sheet, 0)
		shown.Share = fit.Share
		out.Entries = append(out.Entries, fittingOpening{fit.Opening, shown})
	}
	return out, err
}

// viewerSheet resolves how the viewer meets an opening.
func viewerSheet(r *requestState, p graphql.ResolveParams) (any, error) {
	person := r.view.Viewer().Person
	if person == "" {
		return nil, nil
	}
	sheets, err := match.SheetsOf(r.ctx, r.view, p.Source.(graph.Fact).Key, []graph.Key{person}, r.today(), match.DefaultWeights())
	if err != nil || len(sheets) == 0 {
		return nil, err
	}
	return r.shownSheet(&sheets[0], 0), nil
}

// listMoves resolves the kinds of moves for which a person consents to be listed, as far as the viewer may see.
func listMoves(r *requestState, p graphql.ResolveParams) (any, error) {
	query := edgeQuery{p.Source.(graph.Fact).Key, graph.Out, graph.KindConsents}
	r.load.needEdges(query, false)
	return func() (any, error) {
		edges, err := r.load.edgesAt(r.ctx, query, false)
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

// setMobility sets for which moves the viewer consents to be listed, and what they wish.
func setMobility(r *requestState, viewer graph.Key, input map[string]any) (payload, error) {
	wish := graph.Wish{Jobs: listOf(input["jobs"]), Places: listOf(input["places"]), Horizon: textOf(input["horizon"]), Mentoring: listOf(input["mentoring"])}
	version := textOf(input["textVersion"])
	if version == "" || len(version) > maxTextVersion {
		return payload{}, fmt.Errorf("%w: a consent needs the name of the text that was shown", graph.ErrInvalid)
	}
	consent := graph.Consents{On: r.today(), TextVersion: version}
	err := r.view.SetMobility(r.ctx, listOf(input["moves"]), consent, wish)
	r.load.forget()
	if err != nil {
		return payload{}, err
	}
	person, err := r.visible(graph.KindPerson, string(viewer))
	return payload{Person: person}, err
}

// listOf returns the texts of a list, without blanks around them and without empty ones.
func listOf(value any) (texts []string) {
	list, _ := value.([]any)
	for _, each := range list {
		if text := strings.TrimSpace(textOf(each)); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}
