package hr

import (
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/schema/resolve"
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

func riskArea() resolve.Area {
	return resolve.Area{
		Structs: map[string]any{"Risks": risksAnswer{}, "Risk": riskAnswer{}, "RiskLoss": riskLoss{}, "RiskLearner": riskLearner{}},
		Resolvers: map[string]resolve.Func{
			"Query.risks": listRisks,
			"Risks.without": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(risksAnswer).Without)
			},
			"Risk.skill": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Node(p.Source.(riskAnswer).Skill)
			},
			"RiskLoss.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(riskLoss).Person)
			},
			"RiskLearner.person": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.ShownPerson(p.Source.(riskLearner).Person)
			},
			"Risk.stay": func(r *resolve.Request, p graphql.ResolveParams) (any, error) {
				return r.Nodes(p.Source.(riskAnswer).Stay)
			},
		},
	}
}

func listRisks(r *resolve.Request, p graphql.ResolveParams) (any, error) {
	filter := MapFilter(p.Args, r.Today())
	staff, may, err := readStaff(r, filter)
	if !may {
		return nil, err
	}
	rules := risk.Rules{}
	rules.Months, _ = p.Args["months"].(int)
	rules.Rare, _ = p.Args["rare"].(int)
	answer := risksAnswer{Unit: staff.Unit, People: len(staff.People), Without: resolve.KeyOf(p.Args["without"]), Entries: []riskAnswer{}}
	risks, err := risk.Read(r.Context, r.View, staff, answer.Without, filter.On, rules)
	if err != nil {
		return nil, err
	}
	answer.TotalCount = len(risks)
	for _, one := range resolve.Cut(risks, p.Args) {
		if err := noteRisk(r, one); err != nil {
			return nil, err
		}
		answer.Entries = append(answer.Entries, newRiskAnswer(r, one, filter.On))
	}
	return answer, nil
}

// noteRisk notes the people that a risk names.
func noteRisk(r *resolve.Request, one risk.Risk) error {
	named := slices.Clone(one.Remaining[:min(len(one.Remaining), maxStay)])
	for _, loss := range one.Losses[:min(len(one.Losses), maxLosses)] {
		named = append(named, loss.Person)
	}
	for _, learner := range one.Learners {
		named = append(named, learner.Person)
	}
	for _, person := range named {
		if err := r.NotePerson(r.View.Key(person)); err != nil {
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

func newRiskAnswer(r *resolve.Request, one risk.Risk, today graph.Date) riskAnswer {
	answer := riskAnswer{Skill: r.View.Key(one.Skill), Severity: string(one.Severity), Holders: len(one.Holders), Remaining: len(one.Remaining),
		Needed: one.Needed, Met: one.Met, Stay: []graph.Key{}, Losses: []riskLoss{}, Learners: []riskLearner{}}
	for _, person := range one.Remaining[:min(len(one.Remaining), maxStay)] {
		answer.Stay = append(answer.Stay, r.View.Key(person))
	}
	for _, loss := range one.Losses[:min(len(one.Losses), maxLosses)] {
		answer.Losses = append(answer.Losses, riskLoss{r.View.Key(loss.Person), loss.On.Date(), loss.Leaves, loss.On < today.Day()})
	}
	for _, learner := range one.Learners {
		answer.Learners = append(answer.Learners, riskLearner{r.View.Key(learner.Person), learner.Level, learner.Near})
	}
	return answer
}
