// Package match compares what an opening demands with what people hold, skill by skill, and orders people by it. It is
// pure but for read.go: the same people, opening and day give the same sheets in the same order, on every store.
//
// It is expertise only. [Candidate] is all that is known of a person: what is declared of their skills, answers that
// colleagues accepted, and the role of their post. What has no field there cannot count: no name, photo, age, sex,
// absence, activity or availability, and no unit, site or manager. Which kinds of move an opening is for somebody, and
// whether they consented to be listed, is decided in package access, and changes no sheet.
package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Requirement is a skill that an opening demands.
type Requirement struct {
	Skill graph.NodeID
	// Level is the least one, 0 where any will do.
	Level float64
	Must  bool
	// Near are skills that have to do with it, and Roles those whose holders need it; both in an order that does not
	// depend on ids.
	Near  []Near
	Roles []graph.NodeID
}

// Near is a skill that is narrower or broader than another, or related to it.
type Near struct {
	Skill    graph.NodeID
	Relation string
}

// Opening is what is matched.
type Opening struct {
	Requirements []Requirement
	// LeadingTo holds roles whose holders move to that of the opening, with the rank that the vocabulary gives, 1 the nearest.
	LeadingTo map[graph.NodeID]int
}

// Candidate is all that a match knows of a person.
type Candidate struct {
	Person     graph.Key
	Statements []Statement
	Accepted   []Accepted
	Roles      []graph.NodeID
	// Complete: the viewer sees all statements about the person, so that a skill without one is lacking, and not unknown.
	Complete bool
}

// Statement is what is declared of a person's skill.
type Statement struct {
	Skill graph.NodeID
	// Level is that held or self-assessed, 0 to 4; Possessed: held without one.
	Level                float64
	Possessed, Validated bool
	On, Until            graph.Day
	// Ref is the declaration; it names the evidence and counts for nothing.
	Ref graph.EdgeRef
}

// Accepted is an answer about a skill that the colleague who asked accepted.
type Accepted struct {
	Skill, Asker, Answer graph.NodeID
	On                   graph.Day
}

// How a person meets a requirement.
const (
	Proof    = "proof"    // validated by a manager or HR, or shown by answers that colleagues accepted
	Claims   = "claims"   // on their own word
	Adjacent = "adjacent" // something near it
	Lacks    = "lacks"
	Unknown  = "unknown" // nothing that the viewer may see says it
)

// What a person holds where they meet a requirement by something near it, or on what a proof rests.
const (
	ByValidation = "validated"
	ByAnswers    = "answers"
	BySelf       = "self"
	ByLevel      = "level"    // the skill at a lower level
	ByNarrower   = "narrower" // a narrower skill
	ByBroader    = "broader"  // a broader one
	ByRelated    = "related"  // a related one
	ByRole       = "role"     // their role needs the skill
	ByMobility   = "mobility" // holders of their role move to that of the opening
)

// Line says how a person meets one requirement, and what that is worth.
type Line struct {
	Requirement
	Status string
	Basis  string
	// Distance is how far what is near lies: in levels, steps of the vocabulary, or the rank of a move.
	Distance float64
	// Level is that held of the skill, or of the near one; nil where none is stated.
	Level *float64
	// Of is the near skill, or the role; the skill itself otherwise.
	Of     graph.NodeID
	On     graph.Day
	Points float64
	// Evidence are the declarations, Answers the accepted answers, that the line rests on.
	Evidence []graph.EdgeRef
	Answers  []graph.NodeID
	worth    float64
}

// Sheet is how a person meets an opening.
type Sheet struct {
	Person graph.Key
	// Score is the sum of the points of the lines.
	Score float64
	// Held is how many of the skills that are needed the person holds, of Musts.
	Held, Musts int
	Lines       []Line
}

// Rank returns the sheets of the candidates who have anything to do with an opening, the best first.
func Rank(opening Opening, candidates []Candidate, today graph.Day, weights Weights) []Sheet {
	var sheets []Sheet
	for i := range candidates {
		sheet := NewSheet(opening, &candidates[i], today, weights)
		if slices.ContainsFunc(sheet.Lines, func(line Line) bool { return line.worth > 0 }) {
			sheets = append(sheets, sheet)
		}
	}
	slices.SortFunc(sheets, func(a, b Sheet) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Person, b.Person)) })
	return sheets
}

// NewSheet compares one person with an opening.
func NewSheet(opening Opening, candidate *Candidate, today graph.Day, weights Weights) Sheet {
	m := matcher{&opening, candidate, today, weights}
	sheet := Sheet{Person: candidate.Person}
	nice := 0
	for i := range opening.Requirements {
		line := m.line(&opening.Requirements[i])
		sheet.Lines = append(sheet.Lines, line)
		if line.Must {
			sheet.Musts++
		} else {
			nice++
		}
	}
	for i := range sheet.Lines {
		line := &sheet.Lines[i]
		line.Points = weights.points(line, sheet.Musts, nice)
		sheet.Score += line.Points
		if line.Must && line.holds() {
			sheet.Held++
		}
	}
	return sheet
}

// Meets reports whether the person holds each needed skill or something near it, and something of what is demanded.
func (s *Sheet) Meets() bool {
	return s.Score > 0 && !slices.ContainsFunc(s.Lines, func(line Line) bool { return line.Must && line.Status != Adjacent && !line.holds() })
}

func (l *Line) holds() bool { return l.Status == Proof || l.Status == Claims }

type matcher struct {
	opening   *Opening
	candidate *Candidate
	today     graph.Day
	weights   Weights
}

// line decides how the person meets a requirement: by the skill itself, else by what is nearest.
func (m *matcher) line(required *Requirement) Line {
	best := m.own(required)
	if best.Status == Proof {
		return best
	}
	if proof, is := m.demonstrated(required); is {
		return proof
	}
	if best.holds() {
		return best
	}
	for _, near := range required.Near {
		if held, ok := m.held(near.Skill); ok && held.level > 0 {
			share := 1.0
			if required.Level > 0 {
				share = min(1, held.level/required.Level)
			}
			best.improve(m.adjacent(required, near.Relation, 1, share, near.Skill, held))
		}
	}
	for _, role := range m.candidate.Roles {
		if slices.Contains(required.Roles, role) {
			best.improve(m.adjacent(required, ByRole, 2, 1, role, statement{}))
		}
		if rank, leads := m.opening.LeadingTo[role]; leads {
			best.improve(m.adjacent(required, ByMobility, 2+float64(rank), 1, role, statement{}))
		}
	}
	return best
}

// improve replaces the line by one that is worth more.
func (l *Line) improve(other Line) {
	if other.worth > l.worth {
		*l = other
	}
}

// own is how the person meets a requirement by the skill itself.
func (m *matcher) own(required *Requirement) Line {
	line := Line{Requirement: *required, Status: Unknown, Of: required.Skill}
	if m.candidate.Complete {
		line.Status = Lacks
	}
	validated, hasValidated := m.newest(required.Skill, true)
	claimed, hasClaimed := m.newest(required.Skill, false)
	held := validated
	if !hasValidated || claimed.on > validated.on && m.meets(claimed, required) && !m.meets(validated, required) {
		held = claimed
	}
	if !hasValidated && !hasClaimed {
		return line
	}
	line.take(held)
	short := required.Level - held.level
	switch {
	case m.meets(held, required) && held.validated:
		line.Status, line.Basis, line.worth = Proof, ByValidation, m.weights.Proof.at(m.freshness(held.on))
	case m.meets(held, required):
		line.Status, line.Basis, line.worth = Claims, BySelf, m.weights.Claims.at(m.freshness(held.on))
	case held.level > 0 && short <= m.weights.MaxShort:
		return m.adjacent(required, ByLevel, short, held.level/required.Level, required.Skill, held)
	default:
		line.Status, line.Basis, line.Distance = Lacks, ByLevel, max(0, short)
	}
	return line
}

func (m *matcher) meets(held statement, required *Requirement) bool {
	return held.level > 0 && held.level >= required.Level
}

func (l *Line) take(held statement) {
	if held.ref != (graph.EdgeRef{}) {
		level := held.level
		l.Level, l.On, l.Evidence = &level, held.on, []graph.EdgeRef{held.ref}
		if held.possessed {
			l.Level = nil
		}
	}
}

func (m *matcher) adjacent(required *Requirement, basis string, distance, share float64, of graph.NodeID, held statement) Line {
	line := Line{Requirement: *required, Status: Adjacent, Basis: basis, Distance: distance, Of: of}
	line.take(held)
	line.worth = m.weights.Adjacent * share / (1 + distance)
	return line
}

// demonstrated is a proof by answers: those that enough different colleagues accepted.
func (m *matcher) demonstrated(required *Requirement) (Line, bool) {
	line := Line{Requirement: *required, Status: Proof, Basis: ByAnswers, Of: required.Skill}
	askers := map[graph.NodeID]bool{}
	for _, one := range m.candidate.Accepted {
		if one.Skill == required.Skill && one.Asker != 0 && one.On <= m.today {
			askers[one.Asker] = true
			line.Answers = append(line.Answers, one.Answer)
			line.On = max(line.On, one.On)
		}
	}
	line.worth = m.weights.Proof.at(m.freshness(line.On))
	return line, len(askers) >= m.weights.Askers
}

// statement is what counts of the statements about one skill.
type statement struct {
	level                float64
	possessed, validated bool
	on                   graph.Day
	ref                  graph.EdgeRef
}

// held returns what counts of the statements about a skill that is near another: the newest that somebody validated, else
// the newest.
func (m *matcher) held(skill graph.NodeID) (statement, bool) {
	if validated, has := m.newest(skill, true); has {
		return validated, true
	}
	return m.newest(skill, false)
}

// newest returns the newest of the statements about a skill that somebody validated, or of the others. What is expired, or
// of a later day, counts for nothing.
func (m *matcher) newest(skill graph.NodeID, validated bool) (newest statement, ok bool) {
	for i := range m.candidate.Statements {
		one := &m.candidate.Statements[i]
		if one.Skill != skill || one.Validated != validated || one.On > m.today || one.Until != 0 && one.Until < m.today {
			continue
		}
		counted := statement{one.Level, one.Possessed && one.Level == 0, one.Validated, one.On, one.Ref}
		if counted.possessed {
			counted.level = m.weights.Possessed
		}
		if !ok || cmp.Or(cmp.Compare(counted.on, newest.on), cmp.Compare(counted.level, newest.level)) > 0 {
			newest, ok = counted, true
		}
	}
	return newest, ok
}

// freshness is the weight that what was said on a day still has, 0 to 1.
func (m *matcher) freshness(on graph.Day) float64 {
	if on == 0 {
		return m.weights.Undated
	}
	return math.Exp2(-float64(m.today-on) / m.weights.HalfLife)
}
