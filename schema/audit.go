package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/language/ast"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/search"
)

// Auditor notes what human resources and recruiters are shown of people. An [audit.Log] is one.
type Auditor interface {
	Append(entry audit.Entry) error
	// Viewed returns how often a person was looked at, by role.
	Viewed(person graph.Key) (map[string]int, error)
}

// shownByOffice is what one operation showed somebody of human resources or a recruiter.
type shownByOffice struct {
	facts  map[graph.Key]graph.Fact
	unread []graph.Key
	people map[graph.Key]bool
}

// noteFact notes a fact whose fields are shown.
func (r *requestState) noteFact(source any) {
	fact, is := source.(graph.Fact)
	if !is || r.schema.config.Audit == nil || r.view.Office() == "" {
		return
	}
	if r.shown.facts == nil {
		r.shown.facts = map[graph.Key]graph.Fact{}
	}
	r.shown.facts[fact.Key] = fact
}

// notePerson notes a person when the answer shows something of them that colleagues do not see.
func (r *requestState) notePerson(person graph.Key) error {
	if r.schema.config.Audit == nil {
		return nil
	}
	byOffice, err := r.view.IsByOffice(r.ctx, person)
	if !byOffice || err != nil {
		return err
	}
	if r.shown.people == nil {
		r.shown.people = map[graph.Key]bool{}
	}
	r.shown.people[person] = true
	return nil
}

// shownPerson notes a person and resolves to them, for answers that show something of them that colleagues do not see.
func (r *requestState) shownPerson(person graph.Key) (any, error) {
	if err := r.notePerson(person); err != nil {
		return nil, err
	}
	return r.node(person)
}

// noteField notes the person of a field that is shown, by its `see` tag, of a person or a declaration.
func (r *requestState) noteField(fact graph.Fact, see string) error {
	if access.ForColleagues(fact.Value, see) {
		return nil
	}
	switch fact.Value.(type) {
	case graph.Person:
		return r.notePerson(fact.Key)
	case graph.Declares:
		return r.notePerson(fact.From())
	}
	return nil
}

// noteFound notes the declarations by which people were found.
func (r *requestState) noteFound(experts []search.Expert) {
	if r.schema.config.Audit == nil || r.view.Office() == "" {
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

// writeAudit writes an entry for an operation that showed people by the viewer's office. It is not answered where that fails.
func (r *requestState) writeAudit(document *ast.Document, request Request) error {
	if r.schema.config.Audit == nil || r.view.Office() == "" {
		return nil
	}
	facts := slices.Collect(maps.Values(r.shown.facts))
	if len(r.shown.unread) > 0 {
		read, err := r.view.Facts(r.ctx, graph.Brief, r.shown.unread...)
		if err != nil {
			return err
		}
		facts = append(facts, read...)
	}
	people, err := r.view.ShownByOffice(r.ctx, facts)
	if err != nil {
		return err
	}
	people = append(people, slices.Collect(maps.Keys(r.shown.people))...)
	if len(people) == 0 {
		return nil
	}
	entry := audit.Entry{Actor: string(r.view.Viewer().Person), Role: string(r.view.Office()), Action: audit.ActionView, Filter: filterOf(request), People: people}
	operation := operationOf(document, request.OperationName)
	if operation != nil && operation.Operation == ast.OperationTypeMutation {
		entry.Action = audit.ActionChange
	}
	if operation != nil && operation.Name != nil {
		entry.Purpose = operation.Name.Value
	}
	if err := r.schema.config.Audit.Append(entry); err != nil {
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
func filterOf(request Request) string {
	if text, err := json.Marshal(request.Variables); err == nil && len(request.Variables) > 0 {
		return string(text)
	}
	return strings.Join(strings.Fields(request.Query), " ")
}

// viewedBy is how often somebody was looked at by a role.
type viewedBy struct {
	Role  string
	Count int
}

// listViewedBy resolves how often a person was looked at, by role; null for everybody else.
func listViewedBy(r *requestState, p graphql.ResolveParams) (any, error) {
	person := p.Source.(graph.Fact).Key
	if sees, err := r.view.SeesStanding(r.ctx, person); !sees || err != nil || r.schema.config.Audit == nil {
		return nil, err
	}
	counts, err := r.schema.config.Audit.Viewed(person)
	found := []viewedBy{}
	for _, role := range slices.Sorted(maps.Keys(counts)) {
		found = append(found, viewedBy{role, counts[role]})
	}
	return found, err
}
