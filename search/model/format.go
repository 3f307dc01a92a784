package model

import (
	"encoding/json"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// Schema is a JSON schema that answers are to fit, with its name.
type Schema struct {
	Name string
	JSON json.RawMessage
}

func (s Schema) response() *openai.ChatCompletionResponseFormat {
	return &openai.ChatCompletionResponseFormat{
		Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
		JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: s.Name, Schema: s.JSON, Strict: true},
	}
}

// objectIn returns the object of JSON in an answer: models put it between fences, or think aloud before it.
func objectIn(content string) (string, bool) {
	if _, after, thinks := strings.Cut(content, "</think>"); thinks {
		content = after
	}
	from, to := strings.IndexByte(content, '{'), strings.LastIndexByte(content, '}')
	if from < 0 || to < from {
		return "", false
	}
	object := content[from : to+1]
	return object, json.Valid([]byte(object))
}
