package eval

import (
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Question is a question that rankings are tested with, and what is known of its answers.
type Question struct {
	*Post
	Place int // in [Log.Posts]
	// Known is the day before: rankings know what was said and done up to its end.
	Known graph.Day
	// Gold are the people to find: who gave the accepted or the best answer.
	Gold []Member
	// Relevant are the people who answered well, those of Gold first.
	Relevant []Relevant
	// Others answered too, and are as established as Gold.
	Others []Member
}

// Relevant is somebody who answered well, with the gain of finding them: 2 of Gold, 1 of others.
type Relevant struct {
	Who  Member
	Gain int
}

// established is how many answers somebody must have given before.
const established = 5

// The gains of those who answered well.
const (
	goldGain  = 2
	otherGain = 1
)

// Questions returns the questions to test with: of the latest percent, those that somebody established answered best.
// Self-answers never count.
func (l *Log) Questions(percent float64) []Question {
	return slices.DeleteFunc(l.Latest(percent), func(q Question) bool { return len(q.Gold) == 0 })
}

// Latest returns the latest percent of the questions, whether or not somebody established answered them.
func (l *Log) Latest(percent float64) []Question {
	var all []Question
	for i := range l.Posts {
		if post := &l.Posts[i]; post.IsQuestion() {
			all = append(all, Question{Post: post, Place: i, Known: post.day() - 1})
		}
	}
	latest := all[len(all)-int(float64(len(all))*percent/100):]
	seen := newCounter(l)
	for i := range latest {
		seen.advance(latest[i].Known)
		latest[i].judge(l, seen.answers)
	}
	return latest
}

// AnsweredBy returns when each member first answered a question; self-answers are left out.
func (l *Log) AnsweredBy(q *Question) map[Member]time.Time {
	first := map[Member]time.Time{}
	for _, i := range l.answers[q.Place] {
		answer := &l.Posts[i]
		if at, known := first[answer.Author]; !known || answer.At.Before(at) {
			first[answer.Author] = answer.At
		}
	}
	return first
}

// judge says who answered, and how well. People without an earlier answer are no candidates.
func (q *Question) judge(l *Log, before []int) {
	best := l.best(q.Place)
	var good, others []Member
	for _, i := range l.answers[q.Place] {
		answer := &l.Posts[i]
		earlier := before[answer.Author]
		switch {
		case slices.Contains(best, i) && earlier >= established:
			q.Gold = append(q.Gold, answer.Author)
		case answer.Score >= 1 && earlier >= established:
			good = append(good, answer.Author)
		}
		if earlier >= established {
			others = append(others, answer.Author)
		}
	}
	q.Gold = distinct(q.Gold, nil)
	q.Others = distinct(others, q.Gold)
	for _, who := range q.Gold {
		q.Relevant = append(q.Relevant, Relevant{who, goldGain})
	}
	for _, who := range distinct(good, q.Gold) {
		q.Relevant = append(q.Relevant, Relevant{who, otherGain})
	}
}

// distinct returns members each once, in order, without some.
func distinct(all, without []Member) []Member {
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(who Member) bool { return slices.Contains(without, who) })
}

// best returns the accepted answers of a question, or where there is none, those with the highest score, if that is 1
// or more.
func (l *Log) best(question int) []int {
	var accepted, top []int
	for _, i := range l.answers[question] {
		answer := &l.Posts[i]
		if answer.Accepted {
			accepted = append(accepted, i)
		}
		if len(top) > 0 && answer.Score > l.Posts[top[0]].Score {
			top = top[:0]
		}
		if answer.Score >= 1 && (len(top) == 0 || answer.Score == l.Posts[top[0]].Score) {
			top = append(top, i)
		}
	}
	return append(accepted, top...)
}

// counter counts everybody's answers as days pass.
type counter struct {
	log     *Log
	next    int   // the first post that is not known
	answers []int // by member
}

func newCounter(l *Log) *counter { return &counter{log: l, answers: make([]int, len(l.People))} }

// advance counts what was said up to the end of a day, and returns the places of the answers that came with it.
func (c *counter) advance(to graph.Day) (came []int) {
	for ; c.next < len(c.log.Posts) && c.log.Posts[c.next].day() <= to; c.next++ {
		post := &c.log.Posts[c.next]
		if !post.IsQuestion() && post.Author != Nobody && !c.log.isOwn(post) {
			c.answers[post.Author]++
			came = append(came, c.next)
		}
	}
	return came
}
