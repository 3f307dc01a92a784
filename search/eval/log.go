package eval

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// Post is a question or an answer.
type Post struct {
	Key graph.Key
	// Author is the number of a member, [Nobody] where the source names none.
	Author Member
	At     time.Time
	// Question is the place of an answer's question in [Log.Posts]; -1 for a question.
	Question int
	// Score is likes less dislikes.
	Score int
	// Accepted is set on an answer that the asker accepted, on AcceptedOn.
	Accepted   bool
	AcceptedOn graph.Day
	Title      string
	Text       string
	Tags       []string
}

// IsQuestion reports whether the post is a question.
func (p *Post) IsQuestion() bool { return p.Question < 0 }

// day is the day (UTC) of the post.
func (p *Post) day() graph.Day { return graph.DayOf(p.At) }

// Member is the number of somebody who wrote something, from 0.
type Member int

// Nobody is the author of posts without one.
const Nobody Member = -1

// Log is what was said in a community, in the order of time; posts of the same time are in the order of the source.
type Log struct {
	Posts   []Post
	People  []graph.Key // by member
	answers [][]int     // the answers of each post, self-answers left out
	members map[graph.Key]Member
}

// newLog sorts posts and numbers their authors. Answers to what is not there are left out.
func newLog(stated *record) *Log {
	posts := slices.DeleteFunc(slices.Clone(stated.posts), func(p *statedPost) bool {
		_, there := stated.byKey[p.question]
		return p.value.Type != graph.TypeQuestion && !there
	})
	slices.SortStableFunc(posts, func(a, b *statedPost) int { return a.value.PublishedAt.Compare(b.value.PublishedAt) })
	places := map[graph.Key]int{}
	for i, post := range posts {
		places[post.key] = i
	}
	log := &Log{members: map[graph.Key]Member{}, answers: make([][]int, len(posts))}
	for _, post := range posts {
		log.Posts = append(log.Posts, log.post(post, stated, places))
	}
	for i, post := range log.Posts {
		if !post.IsQuestion() && post.Author != Nobody && !log.isOwn(&post) {
			log.answers[post.Question] = append(log.answers[post.Question], i)
		}
	}
	return log
}

func (l *Log) post(p *statedPost, stated *record, places map[graph.Key]int) Post {
	post := Post{
		Key: p.key, Author: l.member(cmp.Or(stated.people[p.author], p.author)), At: p.value.PublishedAt, Question: -1, Score: p.score(),
		Accepted: p.answers.Accepted, AcceptedOn: graph.DayOf(p.answers.AcceptedAt), Title: p.value.Title, Text: p.value.Content,
	}
	if p.question != "" {
		post.Question = places[p.question]
	}
	for _, skill := range p.about {
		post.Tags = append(post.Tags, stated.skills[skill])
	}
	return post
}

func (l *Log) member(person graph.Key) Member {
	if person == "" {
		return Nobody
	}
	number, known := l.members[person]
	if !known {
		number = Member(len(l.People))
		l.members[person] = number
		l.People = append(l.People, person)
	}
	return number
}

// isOwn reports whether an answer is by the author of its question.
func (l *Log) isOwn(answer *Post) bool { return answer.Author == l.Posts[answer.Question].Author }

// Full is a question with all its words: title, tags and text.
func (p *Post) Full() string {
	return strings.Join([]string{p.Title, strings.Join(p.Tags, " "), p.Text}, " ")
}
