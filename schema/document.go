package schema

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/gqlerrors"
	"github.com/graphql-go/graphql/language/ast"
	"github.com/graphql-go/graphql/language/parser"
)

// document is one that was parsed and found valid. It is shared by requests and never changed.
type document struct {
	ast *ast.Document
}

// operation finds the one to run; the name may be empty where there is only one.
func (d *document) operation(name string) (*ast.OperationDefinition, *failure) {
	var found []*ast.OperationDefinition
	for _, definition := range d.ast.Definitions {
		if operation, ok := definition.(*ast.OperationDefinition); ok && (name == "" || nameOf(operation.Name) == name) {
			found = append(found, operation)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case name != "":
		return nil, malformed(0, "the document has no operation named %q", short(name))
	case len(found) == 0:
		return nil, malformed(0, "the document has no operation")
	}
	return nil, malformed(0, "the document has several operations: say operationName")
}

// prepare parses and checks a document, or finds one that was checked before.
func (s *Schema) prepare(query string) (*document, *rejection) {
	if len(query) > s.limits.Document { // not even to be compared with those that are known
		_, refusal := scan(query, s.limits)
		return nil, rejected(refusal)
	}
	key := sha256.Sum256([]byte(query))
	if known, ok := s.checked.Get(key); ok {
		return known, nil
	}
	text, refusal := scan(query, s.limits)
	if refusal != nil {
		return nil, rejected(refusal)
	}
	parsed, rejection := s.parse(text)
	if rejection != nil {
		return nil, rejection
	}
	if refusal := check(parsed, s.limits); refusal != nil {
		return nil, rejected(refusal)
	}
	if refusal := s.checkNames(parsed); refusal != nil {
		return nil, rejected(refusal)
	}
	if rejection := s.validate(parsed, text); rejection != nil {
		return nil, rejection
	}
	known := &document{parsed}
	s.checked.Add(key, known)
	return known, nil
}

// parse leaves the text out of the tree: with it, the library searches all of it for line ends
// at every error it makes, and makes thousands.
func (s *Schema) parse(text []byte) (document *ast.Document, problem *rejection) {
	defer s.recovered(&problem)
	document, err := parser.Parse(parser.ParseParams{Source: string(text), Options: parser.ParseOptions{NoSource: true}})
	if err != nil {
		return nil, rejected(syntaxError(err, text))
	}
	return document, nil
}

// syntaxError keeps the library's words and leaves out the drawing that follows them.
func syntaxError(err error, text []byte) *failure {
	message, _, _ := strings.Cut(err.Error(), "\n")
	message = strings.TrimPrefix(message, "Syntax Error GraphQL ")
	return &failure{message: short("syntax error " + message), code: codeInvalid}
}

// validate asks for what a document must be to be merged only once everything else holds:
// merging is what costs most.
func (s *Schema) validate(document *ast.Document, text []byte) (problem *rejection) {
	defer s.recovered(&problem)
	for _, rules := range s.rules() {
		schema := s.executable
		if result := graphql.ValidateDocument(&schema, document, rules); !result.IsValid {
			return invalid(result.Errors, text)
		}
	}
	return nil
}

// rules are the library's, the costly one last, without those that the guard has seen to.
func (s *Schema) rules() [][]graphql.ValidationRuleFn {
	return [][]graphql.ValidationRuleFn{{
		graphql.ArgumentsOfCorrectTypeRule, graphql.DefaultValuesOfCorrectTypeRule,
		graphql.FieldsOnCorrectTypeRule, graphql.FragmentsOnCompositeTypesRule,
		graphql.KnownArgumentNamesRule, graphql.KnownDirectivesRule, graphql.KnownFragmentNamesRule,
		graphql.KnownTypeNamesRule, graphql.LoneAnonymousOperationRule, graphql.NoUndefinedVariablesRule,
		graphql.NoUnusedFragmentsRule, graphql.NoUnusedVariablesRule, graphql.PossibleFragmentSpreadsRule,
		graphql.ProvidedNonNullArgumentsRule, graphql.ScalarLeafsRule, graphql.VariablesAreInputTypesRule,
		graphql.VariablesInAllowedPositionRule,
	}, {graphql.OverlappingFieldsCanBeMergedRule}}
}

// recovered turns a panic of the library's into an internal error.
func (s *Schema) recovered(problem **rejection) {
	if cause := recover(); cause != nil {
		*problem = rejected(s.internal(fmt.Errorf("panic in the document: %v", cause)))
	}
}

// invalid keeps the first few of what may be thousands of errors.
func invalid(errors []gqlerrors.FormattedError, text []byte) *rejection {
	const most = 10
	all := &rejection{}
	for _, err := range errors[:min(len(errors), most)] {
		told := problem{failure: &failure{message: short(err.Message), code: codeInvalid}}
		for _, location := range err.Locations[:min(len(err.Locations), most)] {
			told.locations = append(told.locations, locate(text, location.Column-1))
		}
		all.problems = append(all.problems, told)
	}
	return all
}
