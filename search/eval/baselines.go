package eval

import (
	"math"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/text"
)

// Baseline is a published way to rank, for comparison. It knows nothing but a [history].
type Baseline struct {
	Name string
	// Recent reports whether it knows how long ago something was.
	Recent bool
	score  func(h *history, q *Question) []float64
}

// Baselines returns those that every measurement is compared with.
func Baselines() []Baseline {
	return []Baseline{
		{"answers", false, byAnswers},
		{"likes", false, byLikes},
		{"popularity", false, byPopularity},
		{"answers decayed 30 days", true, byLatestAnswers},
		{"BM25 x votes x accepted x decay", true, byVotes},
		{"ExpertiseRank", false, byExpertiseRank},
		{"Model 2", false, byModel2},
		{"expCombMNZ", false, byExpCombMNZ},
	}
}

// history is what was known at the end of a day.
type history struct {
	*Log
	counter *counter
	known   []int // places of the answers, self-answers left out
	today   graph.Day
	words   wordIndex
	indexed map[int]bool // by the place of a question
	hits    []hit        // of the latest question
	hitsOf  int          // its place
}

func newHistory(l *Log) *history {
	return &history{Log: l, counter: newCounter(l), words: wordIndex{analyzer: text.NewAnalyzer(nil), terms: map[string]int{}}, indexed: map[int]bool{}, hitsOf: -1}
}

func (h *history) advance(to graph.Day) {
	h.today = to
	came := h.counter.advance(to)
	h.known = append(h.known, came...)
	for _, i := range came {
		if question := h.Posts[i].Question; !h.indexed[question] {
			h.indexed[question] = true
			h.words.add(question, &h.Posts[question])
		}
	}
}

// each sums up a value of everybody's answers.
func (h *history) each(value func(answer *Post) float64) []float64 {
	scores := make([]float64, len(h.People))
	for _, i := range h.known {
		scores[h.Posts[i].Author] += value(&h.Posts[i])
	}
	return scores
}

// ageAt is how old a post is when a question is asked, in days.
func (p *Post) ageAt(q *Question) float64 { return max(0, q.At.Sub(p.At).Hours()/24) }

func byAnswers(h *history, _ *Question) []float64 {
	return h.each(func(*Post) float64 { return 1 })
}

func byLikes(h *history, _ *Question) []float64 {
	return h.each(func(answer *Post) float64 { return float64(max(0, answer.Score)) })
}

// byPopularity is ln(1 + likes) + ln(1 + answers).
func byPopularity(h *history, q *Question) []float64 {
	scores := byLikes(h, q)
	for who, answers := range byAnswers(h, q) {
		scores[who] = math.Log1p(scores[who]) + math.Log1p(answers)
	}
	return scores
}

// byLatestAnswers counts answers, half after each 30 days.
func byLatestAnswers(h *history, q *Question) []float64 {
	return h.each(func(answer *Post) float64 { return math.Exp2(-answer.ageAt(q) / 30) })
}

// found returns the questions that are nearest by BM25, once for all baselines.
func (h *history) found(q *Question) []hit {
	if h.hitsOf != q.Place {
		h.hits, h.hitsOf = h.words.bm25(q.Post), q.Place
	}
	return h.hits
}

// votes sums up a value of the known answers to the questions found.
func (h *history) votes(hits []hit, value func(hit hit, answer *Post) float64) []float64 {
	scores := make([]float64, len(h.People))
	for _, hit := range hits {
		for _, i := range h.answers[hit.place] {
			if answer := &h.Posts[i]; answer.day() <= h.today {
				scores[answer.Author] += value(hit, answer)
			}
		}
	}
	return scores
}

// byVotes is the vote of a question's match · log2(2 + likes) · 1.5 where the answer is known to be the best ·
// a half for each 90 days.
func byVotes(h *history, q *Question) []float64 {
	return h.votes(h.found(q), func(hit hit, answer *Post) float64 {
		value := hit.score * math.Log2(2+float64(max(0, answer.Score))) * math.Exp2(-answer.ageAt(q)/90)
		if h.isBest(answer) {
			value *= 1.5
		}
		return value
	})
}

// isBest reports whether an answer is the accepted or the best one, as was known by then.
func (h *history) isBest(answer *Post) bool {
	if h.Posts[answer.Question].day()+ContestDays > h.today || answer.Accepted && answer.AcceptedOn > h.today {
		return false
	}
	for _, i := range h.best(answer.Question) {
		if &h.Posts[i] == answer {
			return true
		}
	}
	return false
}

// byExpCombMNZ is the number of questions found · the sum of their votes (Macdonald and Ounis, 2006).
func byExpCombMNZ(h *history, q *Question) []float64 {
	scores := h.votes(h.found(q), func(hit hit, _ *Post) float64 { return hit.score })
	for who, answered := range h.votes(h.found(q), func(hit, *Post) float64 { return 1 }) {
		scores[who] *= answered
	}
	return scores
}

// byModel2 is the document model of Balog, Azzopardi and de Rijke (2006): the sum of p(q|d) over the questions d that
// somebody answered, each word's share smoothed by that of all texts. The temperature max(1, |q|/10) keeps long
// questions from resting on one document.
func byModel2(h *history, q *Question) []float64 {
	const smoothing = 0.1
	length := 0.0
	logs := h.words.sum(q.Post, func(term int, queried float64) func(posting) float64 {
		background := smoothing * h.words.tokens[term] / h.words.total
		length += queried
		return func(p posting) float64 {
			return queried * math.Log1p((1-smoothing)*p.count/h.words.docs[p.doc].length/background)
		}
	})
	hits := h.words.best(logs, len(logs))
	if len(hits) == 0 {
		return make([]float64, len(h.People))
	}
	best, temperature := hits[0].score, max(1, length/10)
	return h.votes(hits, func(hit hit, _ *Post) float64 { return math.Exp((hit.score - best) / temperature) })
}

// byExpertiseRank is PageRank from askers to those who answered them (Zhang, Ackerman and Adamic, 2007):
// ER(A) = 1 - d + d · sum of ER(U)/C(U) over the questions U asked that A answered, with C(U) answers to U.
func byExpertiseRank(h *history, _ *Question) []float64 {
	const d, rounds = 0.85, 30
	helped := make([]float64, len(h.People))
	type edge struct{ asker, answerer Member }
	var edges []edge
	for _, i := range h.known {
		if asker := h.Posts[h.Posts[i].Question].Author; asker != Nobody {
			edges = append(edges, edge{asker, h.Posts[i].Author})
			helped[asker]++
		}
	}
	ranks := make([]float64, len(h.People))
	for range rounds {
		next := make([]float64, len(ranks))
		for _, each := range edges {
			next[each.answerer] += ranks[each.asker] / helped[each.asker]
		}
		for who := range next {
			next[who] = 1 - d + d*next[who]
		}
		ranks = next
	}
	return ranks
}
