package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxSize is the most that a configuration file may hold, in bytes.
const maxSize = 1 << 20

// File is the values of a configuration file, by key.
type File struct {
	// Name is the file's path, as it was given.
	Name   string
	values map[string]Value
	// sources are in their order.
	sources []Source
}

// Value is what a file says for a setting: a text, or several where the setting may have them.
type Value struct {
	Texts []string
	// Line and Column are where it stands, from 1 on.
	Line, Column int
}

// Error says what is wrong with a file, and where.
type Error struct {
	File         string
	Line, Column int // from 1 on; 0 where it is the file
	Err          error
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Open reads a configuration file in YAML, of at most 1 MB. A key that is no setting, a key twice and a value of the wrong
// kind are an [*Error] with its place.
func Open(name string) (*File, error) {
	file, err := os.Open(filepath.Clean(name))
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	defer func() { _ = file.Close() }()
	return Read(file, name)
}

// Read reads a file as [Open] does; name is what errors call it.
func Read(r io.Reader, name string) (*File, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	f := &File{Name: name, values: map[string]Value{}}
	if len(content) > maxSize {
		return nil, f.at(nil, errors.New("a configuration is 1 MB long at most"))
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document, further yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF): // nothing but comments
		return f, nil
	case err != nil:
		return nil, f.at(nil, fmt.Errorf("this is no YAML: %w", err))
	}
	if !errors.Is(decoder.Decode(&further), io.EOF) {
		return nil, f.at(nil, errors.New("a configuration is one document: leave --- out"))
	}
	return f, f.read(document.Content[0], "")
}

// Value returns what the file says for a setting; it says nothing where there is no file.
func (f *File) Value(key string) (Value, bool) {
	if f == nil {
		return Value{}, false
	}
	value, said := f.values[key]
	return value, said
}

// Wrong returns an error about the value of a setting.
func (f *File) Wrong(key string, err error) error {
	value := f.values[key]
	return &Error{f.Name, value.Line, value.Column, fmt.Errorf("%s: %w", key, err)}
}

func (f *File) at(node *yaml.Node, err error) error {
	if node == nil {
		return &Error{File: f.Name, Err: err}
	}
	return &Error{f.Name, node.Line, node.Column, err}
}

// read reads the settings below a key; the whole file's is empty.
func (f *File) read(node *yaml.Node, key string) error {
	if node.Kind != yaml.MappingNode {
		return f.at(node, fmt.Errorf("%s has to hold keys, each with its value", cmp.Or(key, "a configuration")))
	}
	names := map[string]bool{}
	for i := 0; i < len(node.Content); i += 2 {
		name, content := node.Content[i], node.Content[i+1]
		if names[name.Value] {
			return f.at(name, fmt.Errorf("%q is there twice", name.Value))
		}
		names[name.Value] = true
		own := strings.TrimPrefix(key+"."+name.Value, ".")
		at := slices.IndexFunc(Settings(), func(s Setting) bool { return s.Key == own })
		var err error
		switch {
		case own == sourcesKey:
			err = f.readSources(content)
		case at >= 0:
			err = f.set(Settings()[at], content)
		case isSection(own):
			err = f.read(content, own)
		default:
			err = f.at(name, fmt.Errorf("there is no setting %q: here may be %s", own, strings.Join(below(key), ", ")))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func isSection(key string) bool {
	return slices.ContainsFunc(Settings(), func(s Setting) bool { return strings.HasPrefix(s.Key, key+".") })
}

// below returns the names that may stand below a key.
func below(key string) (names []string) {
	for _, setting := range Settings() {
		rest, isBelow := setting.Key, true
		if key != "" {
			rest, isBelow = strings.CutPrefix(setting.Key, key+".")
		}
		if name, _, _ := strings.Cut(rest, "."); isBelow && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if key == "" {
		names = append(names, sourcesKey)
	}
	return names
}

// set sets what the file says for a setting.
func (f *File) set(setting Setting, node *yaml.Node) error {
	value := Value{Line: node.Line, Column: node.Column}
	add := func(prefix string, node *yaml.Node) error {
		if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
			return f.at(node, fmt.Errorf("%s wants a value", setting.Key))
		}
		value.Texts = append(value.Texts, prefix+node.Value)
		return nil
	}
	addAll := func(prefix string, node *yaml.Node) error {
		if node.Kind != yaml.SequenceNode {
			return add(prefix, node)
		}
		for _, one := range node.Content {
			if err := add(prefix, one); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	switch {
	case setting.Pairs && node.Kind == yaml.MappingNode:
		for i := 0; err == nil && i < len(node.Content); i += 2 {
			err = addAll(node.Content[i].Value+"=", node.Content[i+1])
		}
	case setting.Several:
		err = addAll("", node)
	default:
		err = add("", node)
	}
	f.values[setting.Key] = value
	return err
}
