package eval

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Measures are means over questions, 0 to 1.
type Measures struct {
	// MRR is the mean reciprocal rank of the first of the gold people, P1 the share of questions in which one comes first.
	MRR float64 `json:"mrr"`
	P1  float64 `json:"p1"`
	// NDCG10 is the normalized discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002), R10 the share
	// of those who answered well that is among them.
	NDCG10 float64 `json:"ndcg10"`
	R10    float64 `json:"r10"`
	// PairAcc is the share of pairs of a gold person and another who answered in which the former comes first.
	PairAcc float64 `json:"pairacc"`
}

// outcome is what one ranking scores in one question.
type outcome struct {
	mrr, p1, ndcg10, r10 float64
	right, pairs         float64
}

// measure compares a ranking with a question. Scores and earlier answers are by member; equal scores are ordered by
// earlier answers. Who gave none is no candidate, nor is the asker.
func measure(q *Question, scores []float64, before []int) outcome {
	var out outcome
	rank := func(who Member) int {
		better := 1
		for other := range scores {
			if isCandidate := before[other] > 0 && Member(other) != q.Author; isCandidate && precedes(Member(other), who, scores, before) {
				better++
			}
		}
		return better
	}
	dcg := 0.0
	ideal := 0.0
	for i, one := range q.Relevant {
		at := rank(one.Who)
		if one.Gain == goldGain {
			out.mrr = max(out.mrr, 1/float64(at))
		}
		if at <= 10 {
			dcg += one.discounted(at)
			out.r10 += 1 / float64(len(q.Relevant))
		}
		if i < 10 {
			ideal += one.discounted(i + 1)
		}
	}
	out.ndcg10 = dcg / ideal
	out.p1 = math.Floor(out.mrr)
	for _, gold := range q.Gold {
		for _, other := range q.Others {
			out.pairs++
			if precedes(gold, other, scores, before) {
				out.right++
			}
		}
	}
	return out
}

// precedes orders people: by score, then by earlier answers, then who wrote first.
func precedes(a, b Member, scores []float64, before []int) bool {
	switch {
	case scores[a] != scores[b]:
		return scores[a] > scores[b]
	case before[a] != before[b]:
		return before[a] > before[b]
	}
	return a < b
}

// discounted is the gain at a rank, from 1.
func (r Relevant) discounted(rank int) float64 { return float64(r.Gain) / math.Log2(float64(rank+1)) }

// mean returns the measures over the outcomes at some places.
func mean(outcomes []outcome, places []int) Measures {
	var sum outcome
	for _, i := range places {
		one := &outcomes[i]
		sum.mrr, sum.p1, sum.ndcg10, sum.r10 = sum.mrr+one.mrr, sum.p1+one.p1, sum.ndcg10+one.ndcg10, sum.r10+one.r10
		sum.right, sum.pairs = sum.right+one.right, sum.pairs+one.pairs
	}
	n := max(1, float64(len(places)))
	return Measures{sum.mrr / n, sum.p1 / n, sum.ndcg10 / n, sum.r10 / n, sum.right / max(1, sum.pairs)}
}

// Interval is a 95 % confidence interval, from and to.
type Interval [2]float64

// Intervals are those of [Measures].
type Intervals struct {
	MRR     Interval `json:"mrr"`
	P1      Interval `json:"p1"`
	NDCG10  Interval `json:"ndcg10"`
	R10     Interval `json:"r10"`
	PairAcc Interval `json:"pairacc"`
}

// resampled is how often questions are drawn anew for an interval.
const resampled = 1000

// draws returns the questions drawn in each resample, the same for every ranking, so that differences are paired.
func draws(questions int) [][]int {
	random := rand.New(rand.NewPCG(1, 1))
	all := make([][]int, resampled)
	for i := range all {
		all[i] = make([]int, questions)
		for k := range all[i] {
			all[i][k] = random.IntN(questions)
		}
	}
	return all
}

// intervals are percentiles of the bootstrap (Efron and Tibshirani, 1993) of a statistic of the draws.
func intervals(draws [][]int, statistic func(places []int) Measures) Intervals {
	samples := make([]Measures, len(draws))
	for i, places := range draws {
		samples[i] = statistic(places)
	}
	of := func(field func(*Measures) float64) Interval {
		values := make([]float64, len(samples))
		for i := range samples {
			values[i] = field(&samples[i])
		}
		slices.Sort(values)
		return Interval{values[len(values)*25/1000], values[(len(values)*975-1)/1000]}
	}
	return Intervals{
		of(func(m *Measures) float64 { return m.MRR }), of(func(m *Measures) float64 { return m.P1 }),
		of(func(m *Measures) float64 { return m.NDCG10 }), of(func(m *Measures) float64 { return m.R10 }),
		of(func(m *Measures) float64 { return m.PairAcc }),
	}
}

func (m Measures) minus(other Measures) Measures {
	return Measures{m.MRR - other.MRR, m.P1 - other.P1, m.NDCG10 - other.NDCG10, m.R10 - other.R10, m.PairAcc - other.PairAcc}
}
