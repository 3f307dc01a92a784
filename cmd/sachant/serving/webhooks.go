package serving

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/webhook"
	"github.com/sachant/sachant/cmd/sachant/cli"
)

// webhookOptions say to which chat programs new questions are posted.
type webhookOptions struct {
	given    []string
	language string
	hooks    []webhook.Hook
}

func (w *webhookOptions) flags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&w.given, "webhook", nil, "where new questions of open communities are posted: mattermost=, slack= or teams= and a `file` with the address of an incoming webhook, which is a secret; may be given several times")
	flags.StringVar(&w.language, "webhook-language", "fr", "the `language` of posts: fr or en")
}

// check reads what the options name; public is the address of the pages. No server is asked.
func (w *webhookOptions) check(public string) error {
	w.hooks = nil
	for _, text := range w.given {
		kind, file, _ := strings.Cut(text, "=")
		address, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("--webhook: %w", err)
		}
		hook, err := webhook.Read(kind, string(address))
		if err != nil {
			return err
		}
		w.hooks = append(w.hooks, hook)
	}
	switch {
	case len(w.hooks) == 0:
		return nil
	case w.language != "fr" && w.language != "en":
		return errors.New("--webhook-language is fr or en")
	case public == "":
		return errors.New("posts lead to the pages: --webhook needs --public-url too")
	}
	return nil
}

// postEvery is how often a server looks whether there are new questions; postPatience is how long one post may take.
const (
	postEvery    = 30 * time.Second
	postPatience = 10 * time.Second
)

// postQuestions posts new questions to the webhooks, until the server is closed.
func (s *Server) postQuestions(w webhookOptions, public string, o *cli.Options, log zerolog.Logger) {
	if len(w.hooks) == 0 {
		return
	}
	poster := webhook.New(webhook.Config{
		Gate: s.Gate, Recent: s.recent, Hooks: w.hooks, Address: strings.TrimRight(public, "/"), Language: w.language, Now: o.Now, Log: log,
		Client: &http.Client{Transport: s.monitor.Posts(), Timeout: postPatience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	})
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(postEvery)
		defer ticker.Stop()
		for {
			if err := poster.Pass(ctx); err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("questions could not be posted to webhooks; it is tried again")
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}
