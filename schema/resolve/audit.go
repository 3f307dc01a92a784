package resolve

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/graphql-go/graphql/language/ast"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/search"
)

// shownByOffice is what one operation showed somebody of human resources or a recruiter.
type shownByOffice struct {
	facts  map[graph.Key]graph.Fact
	unread []graph.Key
	people map[graph.Key]bool
}

// noteFact notes a fact whose fields are shown.
func (r *Request) noteFact(source any) {
	fact, is := source.(graph.Fact)
	if !is || r.Config.Audit == nil || r.View.Office() == "" {
		return
	}
	if r.shown.facts == nil {
		r.shown.facts = map[graph.Key]graph.Fact{}
	}
	r.shown.facts[fact.Key] = fact
}

// NotePerson notes a person when the answer shows something of them that colleagues do not see.
func (r *Request) NotePerson(person graph.Key) error {
	if r.Config.Audit == nil {
		return nil
	}
	byOffice, err := r.View.IsByOffice(r.Context, person)
	if !byOffice || err != nil {
		return err
	}
	if r.shown.people == nil {
		r.shown.people = map[graph.Key]bool{}
	}
	r.shown.people[person] = true
	return nil
}

// ShownPerson notes a person and resolves to them, for answers that show something of them that colleagues do not see.
func (r *Request) ShownPerson(person graph.Key) (any, error) {
	if err := r.NotePerson(person); err != nil {
		return nil, err
	}
	return r.Node(person)
}

// NoteField notes the person of a field that is shown, by its `see` tag, of a person or a declaration.
func (r *Request) NoteField(fact graph.Fact, see string) error {
	if access.ForColleagues(fact.Value, see) {
		return nil
	}
	switch fact.Value.(type) {
	case graph.Person:
		return r.NotePerson(fact.Key)
	case graph.Declares:
		return r.NotePerson(fact.From())
	}
	return nil
}

// NoteFound notes the declarations by which people were found.
func (r *Request) NoteFound(experts []search.Expert) {
	if r.Config.Audit == nil || r.View.Office() == "" {
		return
	}
	for _, expert := range experts {
		for _, reason := range expert.Reasons {
			for _, piece := range reason.Evidence {
				if piece.Key.Kind() == graph.KindDeclares {
					r.shown.unread = append(r.shown.unread, piece.Key)
				}
			}
		}
	}
}

// WriteAudit writes an entry for an operation that showed people by the viewer's office. It is not answered where that fails.
func (r *Request) WriteAudit(document *ast.Document, query, operationName string, variables map[string]any) error {
	if r.Config.Audit == nil || r.View.Office() == "" {
		return nil
	}
	facts := slices.Collect(maps.Values(r.shown.facts))
	if len(r.shown.unread) > 0 {
		read, err := r.View.Facts(r.Context, graph.Brief, r.shown.unread...)
		if err != nil {
			return err
		}
		facts = append(facts, read...)
	}
	people, err := r.View.ShownByOffice(r.Context, facts)
	if err != nil {
		return err
	}
	people = append(people, slices.Collect(maps.Keys(r.shown.people))...)
	if len(people) == 0 {
		return nil
	}
	entry := audit.Entry{Actor: string(r.View.Viewer().Person), Role: string(r.View.Office()), Action: audit.ActionView, Filter: filterOf(query, variables), People: people}
	operation := operationOf(document, operationName)
	if operation != nil && operation.Operation == ast.OperationTypeMutation {
		entry.Action = audit.ActionChange
	}
	if operation != nil && operation.Name != nil {
		entry.Purpose = operation.Name.Value
	}
	if err := r.Config.Audit.Append(entry); err != nil {
		return fmt.Errorf("note who was shown: %w", err)
	}
	return nil
}

// operationOf returns the operation of a document that is executed, nil where there is none.
func operationOf(document *ast.Document, name string) *ast.OperationDefinition {
	for _, definition := range document.Definitions {
		operation, is := definition.(*ast.OperationDefinition)
		if is && (name == "" || operation.Name != nil && operation.Name.Value == name) {
			return operation
		}
	}
	return nil
}

// filterOf returns the variables of a request, or the text of one that has none.
func filterOf(query string, variables map[string]any) string {
	if text, err := json.Marshal(variables); err == nil && len(variables) > 0 {
		return string(text)
	}
	return strings.Join(strings.Fields(query), " ")
}
