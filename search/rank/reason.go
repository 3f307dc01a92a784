package rank

import "github.com/sachant/sachant/graph"

// The kinds of reasons.
const (
	ReasonAccepted  = "accepted"  // answers that the asker accepted
	ReasonAnswered  = "answered"  // other answers
	ReasonLiked     = "liked"     // colleagues found what was written useful
	ReasonFollowed  = "followed"  // colleagues follow the person
	ReasonValidated = "validated" // a declared skill that a manager or HR vouches for
	ReasonDeclared  = "declared"  // a declared skill on the person's own word
	ReasonWrote     = "wrote"     // notes and articles
	ReasonProfile   = "profile"   // title, unit or name
)

// The classes of reasons say how far their evidence can be trusted.
const (
	ClassSocial       = "social"
	ClassProfile      = "profile"
	ClassDeclared     = "declared"
	ClassValidated    = "validated"
	ClassDemonstrated = "demonstrated"
)

// Reason is one part of a score, with the evidence for it.
type Reason struct {
	Kind, Class string
	// Points is this reason's part of the score, the sum of its evidence's and of RestPoints.
	Points float64
	// Count is how many pieces, likes or followers there are.
	Count int
	// Topic is what the evidence is about: the words found, or the skill declared.
	Topic string
	// Level of a declared skill, 0 to 4; 0 where none is stated.
	Level float64
	// Last is the day of the latest evidence.
	Last graph.Date
	// Evidence is what weighs most, best first.
	Evidence []Piece
	// Rest counts further pieces that are not listed, RestPoints what they add.
	Rest       int
	RestPoints float64
}

// Piece is one fact that counts for a reason.
type Piece struct {
	Key graph.Key
	// Kind is "question", "answer", "note", "article", "declaration", "follow" or "profile".
	Kind string
	// Title of a contribution (of an answer, its question's), or the skill declared.
	Title string
	// Excerpt is where the words were found.
	Excerpt string
	Date    graph.Date
	// Source is where it comes from: a community, an interview, a directory, the person.
	Source string
	// Points is this piece's share of the reason's.
	Points float64
	// Held is which words of the query it holds, as bits.
	Held uint32
}
