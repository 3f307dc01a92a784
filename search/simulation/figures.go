package simulation

import (
	"slices"
	"time"

	"github.com/sachant/sachant/search/eval"
	"github.com/sachant/sachant/search/routing"
)

// Figures are what a way to route makes of a community's questions. Shares are from 0 to 1.
type Figures struct {
	Name string `json:"name"`
	// Requests counts a question once for each person it went to, People those who were asked, Unrouted the questions that
	// went to nobody.
	Requests int `json:"requests"`
	People   int `json:"people"`
	Unrouted int `json:"unrouted"`
	// Busiest1 and Busiest10 are the shares of the requests that went to the busiest 1 % and 10 % of the people asked,
	// rounded up to whole people; Gini is the inequality of all their loads (Gini, 1912).
	Busiest1  float64 `json:"busiest_1_percent"`
	Busiest10 float64 `json:"busiest_10_percent"`
	Gini      float64 `json:"gini"`
	// MostInAWeek is the most questions that went to one person in any 7 days, OverCap how many people were over the cap.
	MostInAWeek int `json:"most_in_a_week"`
	OverCap     int `json:"over_cap"`
	// Success is the share of the questions that somebody established answered well, in which one of these was asked.
	Success float64 `json:"success"`
	// Hours is the median time from a question to the first of these answers, where one of these was asked.
	Hours float64 `json:"hours"`
}

func figures(name string, log *eval.Log, questions []eval.Question, all []routed, cap int) Figures {
	f := Figures{Name: name}
	times := ledger{}
	answered, hours := 0, []float64{}
	for i := range questions {
		f.Requests += len(all[i].asked)
		if len(all[i].asked) == 0 {
			f.Unrouted++
		}
		for _, who := range all[i].asked {
			times[who] = append(times[who], all[i].at)
		}
		if len(questions[i].Relevant) > 0 {
			answered++
			if took, succeeded := success(log, &questions[i], all[i].asked); succeeded {
				hours = append(hours, took.Hours())
			}
		}
	}
	f.Success, f.Hours = float64(len(hours))/max(1, float64(answered)), median(hours)
	f.People = len(times)
	var loads []int
	for _, of := range times {
		loads = append(loads, len(of))
		most := mostInAWeek(of)
		f.MostInAWeek = max(f.MostInAWeek, most)
		if most > cap {
			f.OverCap++
		}
	}
	slices.Sort(loads)
	f.Busiest1, f.Busiest10, f.Gini = busiest(loads, 1), busiest(loads, 10), gini(loads)
	return f
}

// success reports whether one of the people asked answered well, and how long after the question the first of them did.
func success(log *eval.Log, q *eval.Question, asked []eval.Member) (took time.Duration, succeeded bool) {
	answers := log.AnsweredBy(q)
	for _, one := range q.Relevant {
		if !slices.Contains(asked, one.Who) {
			continue
		}
		if after := answers[one.Who].Sub(q.At); !succeeded || after < took {
			took, succeeded = after, true
		}
	}
	return took, succeeded
}

// mostInAWeek returns how many of some times, in order, lie in the fullest 7 days.
func mostInAWeek(times []time.Time) (most int) {
	first := 0
	for last := range times {
		for times[last].Sub(times[first]) >= routing.DaysOfWeek*24*time.Hour {
			first++
		}
		most = max(most, last-first+1)
	}
	return most
}

// busiest returns the share of a percentage of the people, the busiest, in the sum of all loads; loads are in order.
func busiest(loads []int, percent int) float64 {
	count := (len(loads)*percent + 99) / 100
	return float64(sum(loads[len(loads)-count:])) / max(1, float64(sum(loads)))
}

// gini returns the Gini coefficient of loads in order: 0 where all are the same, near 1 where one has everything.
func gini(loads []int) float64 {
	weighted := 0
	for i, load := range loads {
		weighted += (2*(i+1) - len(loads) - 1) * load
	}
	return float64(weighted) / max(1, float64(len(loads)*sum(loads)))
}

func sum(loads []int) (all int) {
	for _, load := range loads {
		all += load
	}
	return all
}

// median returns the middle one, 0 of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}
