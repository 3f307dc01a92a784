package installation

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/search/model"
)

// modelFolder is where a data directory keeps what a model answered.
const modelFolder = "model"

// OpenModel returns a client of the language model, nil where none is configured. Where mask is nil, the client masks the
// people that the store has now.
func OpenModel(ctx context.Context, o *cli.Options, inst *Installation, mask model.Masker) (*model.Client, error) {
	m := o.LanguageModel
	if err := m.Check(); err != nil || m.URL == "" {
		return nil, err
	}
	config := model.Config{URL: m.URL, Model: m.Model, Embedding: m.Embedding, Timeout: m.Timeout, Dir: filepath.Join(o.Data, modelFolder), Now: o.Now}
	if m.KeyFile != "" {
		key, err := os.ReadFile(m.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("--model-key-file: %w", err)
		}
		config.Key = strings.TrimSpace(string(key))
	}
	if mask == nil {
		people, err := model.ReadPeople(ctx, inst.Store)
		if err != nil {
			return nil, err
		}
		mask = people
	}
	return model.New(config, mask)
}
