package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// sourcesKey is the key of the list of sources.
const sourcesKey = "sources"

// Source is one of the sources of a file, which serve reads on a schedule.
type Source struct {
	// Values are what it says by the names of [sourceNames]; Options are flags of the command of import of its kind.
	Values, Options map[string]Value
	// Line and Column are where it stands.
	Line, Column int
}

// sourceNames returns the names that a source may hold.
func sourceNames() []string {
	return []string{"name", "kind", "folder", "schedule", "max_removals", "timeout", "options"}
}

// Text returns what the source says under a name; empty where it says nothing.
func (s Source) Text(name string) string {
	if value, said := s.Values[name]; said {
		return value.Texts[0]
	}
	return ""
}

// Sources returns the sources of the file; none where there is no file.
func (f *File) Sources() []Source {
	if f == nil {
		return nil
	}
	return f.sources
}

// WrongAt returns an error about a value of the file.
func (f *File) WrongAt(value Value, err error) error {
	return &Error{f.Name, value.Line, value.Column, err}
}

func (f *File) readSources(node *yaml.Node) error {
	if node.Kind != yaml.SequenceNode {
		return f.at(node, errors.New("sources has to be a list, each with a name and a kind"))
	}
	for _, each := range node.Content {
		source, err := f.readSource(each)
		if err != nil {
			return err
		}
		same := func(other Source) bool { return other.Text("name") == source.Text("name") }
		if at := slices.IndexFunc(f.sources, same); at >= 0 {
			return f.WrongAt(source.Values["name"], fmt.Errorf("there is a source %q already, on line %d", source.Text("name"), f.sources[at].Line))
		}
		f.sources = append(f.sources, source)
	}
	return nil
}

func (f *File) readSource(node *yaml.Node) (Source, error) {
	source := Source{Values: map[string]Value{}, Options: map[string]Value{}, Line: node.Line, Column: node.Column}
	if node.Kind != yaml.MappingNode {
		return source, f.at(node, errors.New("a source has to hold keys, each with its value"))
	}
	err := f.eachPair(node, func(name, content *yaml.Node) error {
		if !slices.Contains(sourceNames(), name.Value) {
			return f.at(name, fmt.Errorf("a source has no setting %q: here may be %s", name.Value, strings.Join(sourceNames(), ", ")))
		}
		if name.Value == "options" {
			return f.readOptions(content, source.Options)
		}
		value, err := f.textOf(name.Value, content)
		source.Values[name.Value] = value
		return err
	})
	if err != nil {
		return source, err
	}
	for _, name := range []string{"name", "kind"} {
		if source.Text(name) == "" {
			return source, f.at(node, fmt.Errorf("a source wants a %s", name))
		}
	}
	return source, nil
}

// readOptions reads the options of a source, by the names of flags with _ in place of -.
func (f *File) readOptions(node *yaml.Node, into map[string]Value) error {
	if node.Kind != yaml.MappingNode {
		return f.at(node, errors.New("the options of a source have to be keys, each with its value"))
	}
	return f.eachPair(node, func(name, content *yaml.Node) error {
		value := Value{Line: name.Line, Column: name.Column}
		contents := []*yaml.Node{content}
		if content.Kind == yaml.SequenceNode {
			contents = content.Content
		}
		for _, each := range contents {
			one, err := f.textOf(name.Value, each)
			if err != nil {
				return err
			}
			value.Texts = append(value.Texts, one.Texts...)
		}
		into[strings.ReplaceAll(name.Value, "_", "-")] = value
		return nil
	})
}

// eachPair visits the keys of a mapping with their values, and refuses a key that is there twice.
func (f *File) eachPair(node *yaml.Node, visit func(name, content *yaml.Node) error) error {
	names := map[string]bool{}
	for i := 0; i < len(node.Content); i += 2 {
		name := node.Content[i]
		if names[name.Value] {
			return f.at(name, fmt.Errorf("%q is there twice", name.Value))
		}
		names[name.Value] = true
		if err := visit(name, node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) textOf(name string, node *yaml.Node) (Value, error) {
	value := Value{Texts: []string{node.Value}, Line: node.Line, Column: node.Column}
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" || node.Value == "" {
		return value, f.at(node, fmt.Errorf("%s wants a value", name))
	}
	return value, nil
}

// sourceNode returns a source as it is written to a file.
func sourceNode(source Source) *yaml.Node {
	node := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range sourceNames() {
		if value, said := source.Values[name]; said {
			node.Content = append(node.Content, scalar(name), scalar(value.Texts[0]))
		}
	}
	if len(source.Options) == 0 {
		return node
	}
	options := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range slices.Sorted(maps.Keys(source.Options)) {
		value := scalar(source.Options[name].Texts[0])
		if texts := source.Options[name].Texts; len(texts) > 1 {
			value = &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
			for _, text := range texts {
				value.Content = append(value.Content, scalar(text))
			}
		}
		options.Content = append(options.Content, scalar(strings.ReplaceAll(name, "-", "_")), value)
	}
	node.Content = append(node.Content, scalar("options"), options)
	return node
}
