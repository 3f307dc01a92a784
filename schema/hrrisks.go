package schema

import (
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/risk"
)

// risksAnswer is the skills at risk, a page of them.
type risksAnswer struct {
	TotalCount int
	Unit       string
	People     int
	Without    graph.Key
	Entries    []riskAnswer
}

type riskAnswer struct {
	Skill     graph.Key
	Severity  string
	Holders   int
	Remaining int
	Stay      []graph.Key
	Losses    []riskLoss
	Needed    int
	Met       int
	Learners  []riskLearner
}

type riskLoss struct {
	Person graph.Key
	On     graph.Date
	Leaves bool
	Past   bool
}

type riskLearner struct {
	Person graph.Key
	Level  float64
	Near   int
}

func riskArea() area {
	return area{
		structs: map[string]any{"Risks": risksAnswer{}, "Risk": riskAnswer{}, "RiskLoss": riskLoss{}, "RiskLearner": riskLearner{}},
		resolvers: map[string]resolver{
			"Query.risks": listRisks,
			"Risks.without": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(risksAnswer).Without)
			},
			"Risk.skill": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.node(p.Source.(riskAnswer).Skill)
			},
			"RiskLoss.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.shownPerson(p.Source.(riskLoss).Person)
			},
			"RiskLearner.person": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.shownPerson(p.Source.(riskLearner).Person)
			},
			"Risk.stay": func(r *requestState, p graphql.ResolveParams) (any, error) {
				return r.nodes(p.Source.(riskAnswer).Stay)
			},
		},
	}
}

// nodes resolves a field to facts, without those that the viewer does not see.
func (r *requestState) nodes(keys []graph.Key) (any, error) {
	for _, key := range keys {
		r.load.needFact(key, graph.Brief)
	}
	return func() (any, error) {
		facts := []graph.Fact{}
		for _, key := range keys {
			fact, ok, err := r.load.fact(r.ctx, key, graph.Brief)
			if err != nil {
				return nil, err
			}
			if ok {
				facts = append(facts, fact)
			}
		}
		return facts, nil
	}, nil
}

func listRisks(r *requestState, p graphql.ResolveParams) (any, error) {
	filter := MapFilter(p.Args, r.today())
	staff, may, err := r.readStaff(filter)
	if !may {
		return nil, err
	}
	rules := risk.Rules{}
	rules.Months, _ = p.Args["months"].(int)
	rules.Rare, _ = p.Args["rare"].(int)
	answer := risksAnswer{Unit: staff.Unit, People: len(staff.People), Without: keyOf(p.Args["without"]), Entries: []riskAnswer{}}
	risks, err := risk.Read(r.ctx, r.view, staff, answer.Without, filter.On, rules)
	if err != nil {
		return nil, err
	}
	answer.TotalCount = len(risks)
	for _, one := range cut(risks, p.Args) {
		if err := r.noteRisk(one); err != nil {
			return nil, err
		}
		answer.Entries = append(answer.Entries, r.riskAnswer(one, filter.On))
	}
	return answer, nil
}

// noteRisk notes the people that a risk names.
func (r *requestState) noteRisk(one risk.Risk) error {
	named := slices.Clone(one.Remaining[:min(len(one.Remaining), maxStay)])
	for _, loss := range one.Losses[:min(len(one.Losses), maxLosses)] {
		named = append(named, loss.Person)
	}
	for _, learner := range one.Learners {
		named = append(named, learner.Person)
	}
	for _, person := range named {
		if err := r.notePerson(r.view.Key(person)); err != nil {
			return err
		}
	}
	return nil
}

// The most people that are named of each risk.
const (
	maxStay   = 3
	maxLosses = 10
)

func (r *requestState) riskAnswer(one risk.Risk, today graph.Date) riskAnswer {
	answer := riskAnswer{Skill: r.view.Key(one.Skill), Severity: string(one.Severity), Holders: len(one.Holders), Remaining: len(one.Remaining),
		Needed: one.Needed, Met: one.Met, Stay: []graph.Key{}, Losses: []riskLoss{}, Learners: []riskLearner{}}
	for _, person := range one.Remaining[:min(len(one.Remaining), maxStay)] {
		answer.Stay = append(answer.Stay, r.view.Key(person))
	}
	for _, loss := range one.Losses[:min(len(one.Losses), maxLosses)] {
		answer.Losses = append(answer.Losses, riskLoss{r.view.Key(loss.Person), loss.On.Date(), loss.Leaves, loss.On < today.Day()})
	}
	for _, learner := range one.Learners {
		answer.Learners = append(answer.Learners, riskLearner{r.view.Key(learner.Person), learner.Level, learner.Near})
	}
	return answer
}
