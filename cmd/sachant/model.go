package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/model"
)

// modelOptions say which language model is asked; none where no address is given.
type modelOptions struct {
	url, model, embedding, keyFile string
}

func (m *modelOptions) flags(flags *pflag.FlagSet, getenv func(string) string) {
	flags.StringVar(&m.url, "model-url", getenv("SACHANT_MODEL_URL"), "the `address` of a language model that speaks the protocol of OpenAI, such as http://127.0.0.1:11434/v1; none is asked where not given (docs/operations.md says what is sent)")
	flags.StringVar(&m.model, "model", getenv("SACHANT_MODEL"), "the `name` of the model that finds skills in texts")
	flags.StringVar(&m.embedding, "embedding-model", getenv("SACHANT_EMBEDDING_MODEL"), "the `name` of the model that brings labels and queries of like meaning together")
	flags.StringVar(&m.keyFile, "model-key-file", getenv("SACHANT_MODEL_KEY_FILE"), "a `file` with the key of the language model's server")
}

// check returns an error where a model is named without its address, or the address without a model.
func (m *modelOptions) check() error {
	switch {
	case m.url == "" && m.model+m.embedding+m.keyFile != "":
		return errors.New("a language model is named, and no address: give --model-url too")
	case m.url != "" && m.model == "" && m.embedding == "":
		return errors.New("--model-url wants a model as well: --model, --embedding-model or both")
	}
	return nil
}

// modelFolder is where a data directory keeps what a model answered.
const modelFolder = "model"

// openModel returns a client of the language model, nil where none is configured. Where mask is nil, the client masks the
// people that the store has now.
func (o *options) openModel(ctx context.Context, inst *installation, mask model.Masker) (*model.Client, error) {
	m := o.languageModel
	if err := m.check(); err != nil || m.url == "" {
		return nil, err
	}
	config := model.Config{URL: m.url, Model: m.model, Embedding: m.embedding, Dir: filepath.Join(o.data, modelFolder), Now: o.Now}
	if m.keyFile != "" {
		key, err := os.ReadFile(m.keyFile)
		if err != nil {
			return nil, fmt.Errorf("--model-key-file: %w", err)
		}
		config.Key = strings.TrimSpace(string(key))
	}
	if mask == nil {
		people, err := model.ReadPeople(ctx, inst.store)
		if err != nil {
			return nil, err
		}
		mask = people
	}
	return model.New(config, mask)
}

// noticeOf returns what people are told of a language model, nil where none is asked.
func noticeOf(client *model.Client) *api.ModelNotice {
	if client == nil {
		return nil
	}
	return &api.ModelNotice{Host: client.Host(), Completes: client.Completes(), Embeds: client.Embeds()}
}

// freshMask masks the people of now, who join a company while it is served.
type freshMask struct {
	read     func() (*model.People, error)
	revision func() int64 // differs where people have changed since the last call

	mutex  sync.Mutex
	people *model.People
	at     int64
}

func (s *server) mask() *freshMask {
	read := func() (*model.People, error) { return model.ReadPeople(context.Background(), s.replica.Snapshot()) }
	return &freshMask{read: read, revision: s.revisionOf(graph.KindPerson)}
}

// Mask masks everything where it is not known who there is.
func (f *freshMask) Mask(text string) string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if now := f.revision(); f.people == nil || now != f.at {
		people, err := f.read()
		if err != nil {
			f.people = nil
			return model.Mask
		}
		f.people, f.at = people, now
	}
	return f.people.Mask(text)
}
