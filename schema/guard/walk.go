package guard

import (
	"fmt"
	"math"

	"github.com/vektah/gqlparser/v2/ast"
)

// walker counts the parts of a parsed document, with its fragments expanded. The time that validation
// takes can grow faster than the square of that number.
type walker struct {
	limits    Limits
	fragments map[string]*ast.FragmentDefinition
	spreading map[string]bool // the fragments that are being walked
	nodes     int
	aliases   int
	depth     int    // allowed
	refusal   *Error // the first
}

// walk refuses a document that may cost too much to validate.
func walk(document *ast.QueryDocument, limits Limits) *Error {
	w := &walker{limits: limits, depth: limits.Depth, spreading: map[string]bool{}, fragments: map[string]*ast.FragmentDefinition{}}
	if onlyIntrospects(document) {
		w.depth = limits.IntrospectionDepth
	}
	w.atMost(limits.Definitions, len(document.Operations)+len(document.Fragments), "the document has %d definitions, %d are allowed")
	for _, fragment := range document.Fragments {
		w.fragments[fragment.Name] = fragment
	}
	for _, operation := range document.Operations {
		w.count(operation.Name)
		w.variables(operation.VariableDefinitions)
		w.directives(operation.Directives)
		w.definition(operation.SelectionSet)
	}
	for _, fragment := range document.Fragments {
		w.count(fragment.TypeCondition)
		w.directives(fragment.Directives)
		w.spreading[fragment.Name] = true
		w.definition(fragment.SelectionSet)
		delete(w.spreading, fragment.Name)
	}
	return w.refusal
}

// onlyIntrospects reports whether every operation asks about the schema and nothing else.
func onlyIntrospects(document *ast.QueryDocument) bool {
	for _, operation := range document.Operations {
		for _, selection := range operation.SelectionSet {
			if field, ok := selection.(*ast.Field); !ok || field.Name != "__schema" && field.Name != "__type" {
				return false
			}
		}
	}
	return true
}

func (w *walker) refuse(format string, arguments ...any) {
	if w.refusal == nil {
		w.refusal = Refuse(format, arguments...)
	}
}

// atMost refuses a number over a limit; the message has both.
func (w *walker) atMost(limit, number int, message string) {
	if number > limit {
		w.refuse(message, number, limit)
	}
}

// count counts a part and checks the length of its name. It reports whether the walk continues.
func (w *walker) count(name string) bool {
	w.nodes++
	if w.nodes > w.limits.Nodes {
		w.refuse("the document has more than %d parts, fragments spread out", w.limits.Nodes)
	}
	w.atMost(w.limits.Name, len(name), "a name or number of %d bytes, %d are allowed")
	return w.refusal == nil
}

// definition walks the selections of an operation or a fragment. Overlaps come second, when it is known
// that no fragment spreads itself.
func (w *walker) definition(set ast.SelectionSet) {
	w.selections(set, 1, 1)
	if w.refusal == nil {
		w.overlaps([]ast.SelectionSet{set})
	}
}

// selections walks a selection set; depth counts the fields around it, nesting also the fragments.
func (w *walker) selections(set ast.SelectionSet, depth, nesting int) {
	if nesting > w.limits.Nesting {
		w.refuse("selections nest deeper than %d levels", w.limits.Nesting)
	}
	for _, selection := range set {
		switch x := selection.(type) {
		case *ast.Field:
			w.field(x, depth, nesting)
		case *ast.InlineFragment:
			if w.count(x.TypeCondition) {
				w.directives(x.Directives)
				w.selections(x.SelectionSet, depth, nesting+1)
			}
		case *ast.FragmentSpread:
			if w.count(x.Name) {
				w.directives(x.Directives)
				w.spread(x.Name, depth, nesting+1)
			}
		}
	}
}

func (w *walker) field(field *ast.Field, depth, nesting int) {
	if depth > w.depth {
		w.refuse("the query is nested deeper than %d levels", w.depth)
	}
	if field.Alias != field.Name {
		if w.aliases++; w.aliases > w.limits.Aliases || len(field.Alias) > w.limits.Name {
			w.refuse("the document has more than %d aliases, or one longer than %d bytes", w.limits.Aliases, w.limits.Name)
		}
	}
	if w.count(field.Name) {
		w.arguments(field.Arguments)
		w.directives(field.Directives)
		w.selections(field.SelectionSet, depth+1, nesting+1)
	}
}

func (w *walker) spread(name string, depth, nesting int) {
	if w.spreading[name] {
		w.refuse("the fragment %q spreads itself", name)
	}
	if fragment := w.fragments[name]; fragment != nil && w.refusal == nil {
		w.spreading[name] = true
		w.selections(fragment.SelectionSet, depth, nesting)
		delete(w.spreading, name)
	}
}

func (w *walker) variables(definitions ast.VariableDefinitionList) {
	w.atMost(w.limits.Members, len(definitions), "an operation has %d variables, %d are allowed")
	for _, definition := range definitions {
		w.count(definition.Variable)
		w.directives(definition.Directives)
		depth := 0
		for inner := definition.Type; inner != nil; inner = inner.Elem {
			w.count(inner.NamedType)
			depth++
		}
		w.atMost(w.limits.Literal, depth, "a type nests %d levels deep, %d are allowed")
		if definition.DefaultValue != nil {
			w.value(definition.DefaultValue, 0)
		}
	}
}

func (w *walker) directives(directives ast.DirectiveList) {
	w.atMost(w.limits.Members, len(directives), "%d directives in one place, %d are allowed")
	for _, directive := range directives {
		if w.count(directive.Name) {
			w.arguments(directive.Arguments)
		}
	}
}

func (w *walker) arguments(arguments ast.ArgumentList) {
	w.atMost(w.limits.Members, len(arguments), "a field has %d arguments, %d are allowed")
	for _, argument := range arguments {
		w.atMost(w.limits.Name, len(argument.Name), "a name or number of %d bytes, %d are allowed")
		w.value(argument.Value, 0)
	}
}

func (w *walker) value(value *ast.Value, depth int) {
	name := value.Raw
	if value.Kind == ast.StringValue || value.Kind == ast.BlockValue {
		w.atMost(w.limits.Text, len(name), "a text of %d bytes, %d are allowed")
		name = ""
	}
	w.atMost(w.limits.Literal, depth, "a value nests %d levels deep, %d are allowed")
	if value.Kind == ast.ObjectValue {
		w.atMost(w.limits.Members, len(value.Children), "an object has %d fields, %d are allowed")
	}
	if !w.count(name) {
		return
	}
	for _, child := range value.Children {
		w.atMost(w.limits.Name, len(child.Name), "a name or number of %d bytes, %d are allowed")
		w.value(child.Value, depth+1)
	}
}

// overlaps refuses a response name that is selected too often where selections are merged: validation
// compares each of them with each, and then their selections.
func (w *walker) overlaps(sets []ast.SelectionSet) {
	byName := map[string][]ast.SelectionSet{}
	for _, set := range sets {
		w.group(set, byName)
	}
	for name, group := range byName {
		if len(group) > w.limits.Repeats {
			w.refuse("%q is selected more than %d times in one place", name, w.limits.Repeats)
		}
		if w.refusal == nil {
			w.overlaps(group)
		}
	}
}

// group groups the fields of a selection set by response name, with those of its fragments.
func (w *walker) group(set ast.SelectionSet, byName map[string][]ast.SelectionSet) {
	for _, selection := range set {
		switch x := selection.(type) {
		case *ast.Field:
			byName[x.Alias] = append(byName[x.Alias], x.SelectionSet)
		case *ast.InlineFragment:
			w.group(x.SelectionSet, byName)
		case *ast.FragmentSpread:
			if fragment := w.fragments[x.Name]; fragment != nil {
				w.group(fragment.SelectionSet, byName)
			}
		}
	}
}

// variableCheck counts the values in a request's variables.
type variableCheck struct {
	limits Limits
	values int
}

// value refuses values that are too many, deep or long, and numbers that JSON does not have. The place is where the
// value is, such as "$input.skill".
func (c *variableCheck) value(value any, place string, depth int) *Error {
	if c.values++; c.values > c.limits.Variables {
		return Refuse("the variables hold more than %d values", c.limits.Variables)
	}
	if depth > c.limits.Literal {
		return Refuse("the variables nest deeper than %d levels", c.limits.Literal)
	}
	switch x := value.(type) {
	case map[string]any:
		for name, member := range x {
			if len(name) > c.limits.Name {
				return Refuse("a variable's name has %d bytes, %d are allowed", len(name), c.limits.Name)
			}
			if refusal := c.value(member, within(place, name), depth+1); refusal != nil {
				return refusal
			}
		}
	case []any:
		for i, member := range x {
			if refusal := c.value(member, fmt.Sprintf("%s[%d]", place, i), depth+1); refusal != nil {
				return refusal
			}
		}
	case string:
		if len(x) > c.limits.Text {
			return Refuse("the text of the variable %s has %d bytes, %d are allowed", place, len(x), c.limits.Text)
		}
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return invalid("the variable %s is not a number", place)
		}
	}
	return nil
}

func within(place, name string) string {
	if place == "" {
		return "$" + name
	}
	return place + "." + name
}
