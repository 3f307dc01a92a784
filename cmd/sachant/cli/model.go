package cli

import (
	"errors"
	"time"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/search/model"
)

// ModelOptions say which language model is asked; none where no address is given.
type ModelOptions struct {
	URL, Model, Embedding, KeyFile string
	// Timeout is how long the model may take to answer.
	Timeout time.Duration
}

func (m *ModelOptions) flags(flags *pflag.FlagSet) {
	flags.StringVar(&m.URL, "model-url", "", "the `address` of a language model that speaks the protocol of OpenAI, such as http://127.0.0.1:11434/v1; none is asked where not given (docs/operations.md says what is sent)")
	flags.StringVar(&m.Model, "model", "", "the `name` of the model that finds skills in texts")
	flags.StringVar(&m.Embedding, "embedding-model", "", "the `name` of the model that brings labels and queries of like meaning together")
	flags.DurationVar(&m.Timeout, "model-timeout", model.DefaultTimeout, "how `long` the language model may take to answer; after it, what was asked goes on without a model")
	flags.StringVar(&m.KeyFile, "model-key-file", "", "a `file` with the key of the language model's server")
}

// Check returns an error where a model is named without its address, or the address without a model.
func (m *ModelOptions) Check() error {
	switch {
	case m.URL == "" && m.Model+m.Embedding+m.KeyFile != "":
		return errors.New("a language model is named, and no address: give --model-url too")
	case m.URL != "" && (m.Timeout < time.Second || m.Timeout > time.Hour):
		return errors.New("--model-timeout wants between 1s and 1h, such as 20s")
	case m.URL != "" && m.Model == "" && m.Embedding == "":
		return errors.New("--model-url wants a model as well: --model, --embedding-model or both")
	}
	return nil
}
