package config

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// InForce is the value of a setting that a command uses.
type InForce struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
	IsList bool     `json:"-"`
	// Source is where it comes from: "default", a flag, a variable of the environment, or a line of the file.
	Source string `json:"source"`
}

// Format writes values, each with where it comes from as a comment, and sources as a configuration file. A file that says the same is read
// with the same values.
func Format(values []InForce, sources []Source) (string, error) {
	document := &yaml.Node{Kind: yaml.MappingNode}
	for _, one := range values {
		section, names := document, strings.Split(one.Key, ".")
		for _, name := range names[:len(names)-1] {
			section = sectionOf(section, name)
		}
		value := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, text := range one.Values {
			value.Content = append(value.Content, scalar(text))
		}
		if !one.IsList {
			value = value.Content[0]
		}
		value.LineComment = one.Source
		section.Content = append(section.Content, scalar(names[len(names)-1]), value)
	}
	if len(sources) > 0 {
		list := &yaml.Node{Kind: yaml.SequenceNode}
		for _, source := range sources {
			list.Content = append(list.Content, sourceNode(source))
		}
		document.Content = append(document.Content, scalar(sourcesKey), list)
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	err := encoder.Encode(document)
	return text.String(), err
}

// sectionOf returns the section of a name, made where it is not there.
func sectionOf(section *yaml.Node, name string) *yaml.Node {
	for i := 0; i < len(section.Content); i += 2 {
		if section.Content[i].Value == name {
			return section.Content[i+1]
		}
	}
	made := &yaml.Node{Kind: yaml.MappingNode}
	section.Content = append(section.Content, scalar(name), made)
	return made
}

// scalar returns a text, in quotes where it would be read as something else.
func scalar(text string) *yaml.Node {
	node := &yaml.Node{}
	node.SetString(text)
	if _, err := strconv.Atoi(text); err == nil {
		node.Tag = "!!int"
	} else if text == "true" || text == "false" {
		node.Tag = "!!bool"
	}
	return node
}
