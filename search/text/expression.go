package text

import "slices"

// The language of queries:
//
//	query    = clause*                          juxtaposed, the loosest
//	clause   = all ( OR all )*
//	all      = item ( AND item )*
//	item     = ( NOT | "-" ) item | "(" query ")" | phrase | field | words
//	phrase   = '"' text '"'
//	field    = name ":" ( phrase | word )  |  level compare number
//	words    = word+                            neighbours are one operand
//	AND      = "AND" | "ET"    OR = "OR" | "OU"    NOT = "NOT" | "SAUF"    in capitals
//	name     = skill, compétence | unit, service, unité | site, lieu | title, titre, poste
//	level    = level, niveau     compare = ">=" | "<=" | ">" | "<" | "=" | ":"
//
// What follows none of these rules is no error: it is searched as words.

// Operator is what a node of an [Expression] does with its operands.
type Operator uint8

// The operators. Words, Phrase and Field have no operands, Not has one.
const (
	Words Operator = iota
	Phrase
	Field
	Sequence // of clauses: all conditions hold, words add up
	All
	Any
	Not
)

// FieldName is what a condition in a query is about.
type FieldName uint8

// The fields of queries.
const (
	SkillField FieldName = iota
	UnitField
	SiteField
	TitleField
	LevelField
)

// Expression is a query as a tree.
type Expression struct {
	Operator Operator
	// Text is the words, the phrase, or the value of a field, as typed.
	Text string
	// Field, Compare and Level are of a condition; Compare is one of >=, <=, >, < and = of a level.
	Field    FieldName
	Compare  string
	Level    float64
	Operands []Expression
	// Optional is set on alternatives that no operator of the query asks for: the words as typed, then their synonyms.
	Optional bool
	// Boost is what words count that stand in place of those typed, 0 to 1; 0 for words as typed.
	Boost float64
	// InLabels is set on words that are looked for in profiles and labels of skills, and in no text.
	InLabels bool
	// Malformed is set on the whole of a query that follows no rule of the language: it is one run of words.
	Malformed bool
}

// maxNesting bounds parentheses and negations within each other.
const maxNesting = 20

// ParseExpression reads a query. Of one that is malformed, all of it is words.
func ParseExpression(query string) Expression {
	query = limited(query)
	p := &expressionParser{tokens: lex(query), query: query}
	parsed, ok := p.sequence(0)
	if ok && p.at == len(p.tokens) && (parsed.isEmpty() || parsed.isPositive()) {
		return parsed
	}
	return Expression{Operator: Words, Text: withoutOperators(query), Malformed: true}
}

func (e Expression) isEmpty() bool { return e.Operator == Sequence && len(e.Operands) == 0 }

// isPositive reports whether there is anything to look for: not only what is left out, nor a level alone.
func (e Expression) isPositive() bool {
	switch e.Operator {
	case Not:
		return false
	case Field:
		return e.Field != LevelField
	case Words, Phrase:
		return true
	}
	return slices.ContainsFunc(e.Operands, Expression.isPositive)
}

// isMixed reports alternatives of which some say what is looked for and others who: no person or text is either.
func (e Expression) isMixed() bool {
	fields, others := e.kinds()
	return fields && others
}

// kinds reports whether an expression has conditions, and whether it has words.
func (e Expression) kinds() (fields, words bool) {
	switch e.Operator {
	case Field:
		return true, false
	case Words, Phrase:
		return false, true
	}
	for _, one := range e.Operands {
		ofFields, ofWords := one.kinds()
		fields, words = fields || ofFields, words || ofWords
	}
	return fields, words
}

// has reports whether a node is of one of the operators, or any below it is.
func (e Expression) has(operators ...Operator) bool {
	return slices.Contains(operators, e.Operator) || slices.ContainsFunc(e.Operands, func(one Expression) bool { return one.has(operators...) })
}

type expressionParser struct {
	tokens []lexeme
	at     int
	query  string
}

func (p *expressionParser) next() lexemeKind {
	if p.at == len(p.tokens) {
		return endLexeme
	}
	return p.tokens[p.at].kind
}

func (p *expressionParser) take(kind lexemeKind) bool {
	if p.next() != kind {
		return false
	}
	p.at++
	return true
}

// sequence reads clauses up to the end, or a closing parenthesis.
func (p *expressionParser) sequence(depth int) (Expression, bool) {
	made := Expression{Operator: Sequence}
	for p.next() != endLexeme && p.next() != closeLexeme {
		clause, ok := p.chain(Any, orLexeme, depth)
		if !ok {
			return made, false
		}
		made.Operands = append(made.Operands, clause)
	}
	if len(made.Operands) == 1 && depth > 0 {
		return made.Operands[0], true
	}
	return made, true
}

// chain reads operands that an operator joins; OR joins chains of AND.
func (p *expressionParser) chain(operator Operator, by lexemeKind, depth int) (Expression, bool) {
	made := Expression{Operator: operator}
	for {
		one, ok := Expression{}, false
		if operator == Any {
			one, ok = p.chain(All, andLexeme, depth)
		} else {
			one, ok = p.item(depth)
		}
		if !ok {
			return one, false
		}
		made.Operands = append(made.Operands, one)
		if p.take(by) {
			continue
		}
		if len(made.Operands) == 1 {
			return one, true
		}
		return made, operator != Any || !made.isMixed() && !made.has(Not)
	}
}

func (p *expressionParser) item(depth int) (Expression, bool) {
	if depth > maxNesting || p.next() == endLexeme {
		return Expression{}, false
	}
	token := p.tokens[p.at]
	p.at++
	switch token.kind {
	case notLexeme:
		one, ok := p.item(depth + 1)
		return Expression{Operator: Not, Operands: []Expression{one}}, ok && !one.has(Not) && !one.isMixed()
	case openLexeme:
		inner, ok := p.sequence(depth + 1)
		return inner, ok && !inner.isEmpty() && p.take(closeLexeme)
	case leafLexeme:
		if token.leaf.Operator != Words {
			return token.leaf, true
		}
		end := token.end
		for p.next() == leafLexeme && p.tokens[p.at].leaf.Operator == Words {
			end = p.tokens[p.at].end
			p.at++
		}
		token.leaf.Text = p.query[token.start:end]
		return token.leaf, true
	}
	return Expression{}, false
}
