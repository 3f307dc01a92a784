package admin

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/graphql-go/graphql"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema/resolve"
)

// count is how many there are of a kind.
type count struct {
	Kind  string
	Count int
}

// Areas returns what answers the fields of this package.
func Areas() []resolve.Area {
	return []resolve.Area{{
		Structs: map[string]any{
			"Source": resolve.Source{}, "SourceRun": resolve.SourceRun{}, "SourceCause": resolve.SourceCause{}, "HeldRun": resolve.HeldRun{},
			"SourceCount": count{}, "SourcePayload": resolve.Payload{},
		},
		Resolvers: map[string]resolve.Func{
			"Query.sources":         listSources,
			"SourcePayload.sources": listSources,
			"Source.runs":           listRuns,
			"Source.held":           heldRun,
			"SourceRun.read":        countsOf(func(run resolve.SourceRun) map[string]int { return run.Read }),
			"SourceRun.added":       countsOf(func(run resolve.SourceRun) map[string]int { return run.Added }),
			"SourceRun.changed":     countsOf(func(run resolve.SourceRun) map[string]int { return run.Changed }),
			"SourceRun.removed":     countsOf(func(run resolve.SourceRun) map[string]int { return run.Removed }),
			"HeldRun.removed":       countsOf(func(held resolve.HeldRun) map[string]int { return held.Removed }),
			"Mutation.runSource": change("run", func(r *resolve.Request, name, _ string) error {
				return r.Config.Sources.Read(r.Context, name)
			}),
			"Mutation.confirmSource": change("confirm", func(r *resolve.Request, name, digest string) error {
				return r.Config.Sources.Confirm(r.Context, name, digest)
			}),
			"Mutation.discardSource": change("discard", func(r *resolve.Request, name, digest string) error {
				return r.Config.Sources.Discard(r.Context, name, digest)
			}),
		},
	}}
}

// listSources resolves how the sources stand; null for others than administrators.
func listSources(r *resolve.Request, _ graphql.ResolveParams) (any, error) {
	if !r.View.Administers() {
		return nil, nil
	}
	if r.Config.Sources == nil {
		return []resolve.Source{}, nil
	}
	return r.Config.Sources.All(r.Context)
}

func listRuns(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
	runs, first := p.Source.(resolve.Source).Runs, p.Args["first"].(int)
	return append([]resolve.SourceRun{}, runs[:max(0, min(first, len(runs)))]...), nil
}

func heldRun(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
	if held := p.Source.(resolve.Source).Held; held != nil {
		return *held, nil
	}
	return nil, nil
}

// countsOf resolves numbers by kind to a list in the order of kinds, without those of which there are none.
func countsOf[T any](numbers func(T) map[string]int) resolve.Func {
	return func(_ *resolve.Request, p graphql.ResolveParams) (any, error) {
		of, all := numbers(p.Source.(T)), []count{}
		for _, kind := range slices.Sorted(maps.Keys(of)) {
			if of[kind] > 0 {
				all = append(all, count{kind, of[kind]})
			}
		}
		return all, nil
	}
}

// change resolves a field by what an administrator asks of a source, which the audit notes before it is asked; for others there
// is no source.
func change(action string, ask func(r *resolve.Request, name, digest string) error) resolve.Func {
	return resolve.Mutation(func(r *resolve.Request, viewer graph.Key, input map[string]any) (resolve.Payload, error) {
		name, digest := resolve.TextOf(input["name"]), resolve.TextOf(input["digest"])
		if !r.View.Administers() || r.Config.Sources == nil {
			return resolve.Payload{}, fmt.Errorf("%w: the source %q", graph.ErrNotFound, name)
		}
		if err := note(r, viewer, action, name); err != nil {
			return resolve.Payload{}, err
		}
		err := ask(r, name, digest)
		if errors.Is(err, resolve.ErrSourceBusy) {
			err = &resolve.Error{Message: "the source is being read: try again when that has ended", Code: resolve.CodeBusy}
		}
		return resolve.Payload{}, err
	})
}

func note(r *resolve.Request, viewer graph.Key, action, name string) error {
	if r.Config.Audit == nil {
		return nil
	}
	entry := audit.Entry{Actor: string(viewer), Role: string(access.Administrator), Action: audit.ActionChange, Purpose: "sources", Filter: action + " " + name}
	if err := r.Config.Audit.Append(entry); err != nil {
		return fmt.Errorf("note what an administrator asks of a source: %w", err)
	}
	return nil
}
