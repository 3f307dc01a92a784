package sources_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/sources"
)

func TestARunThatWaitsIsToldToEachAdministrator(t *testing.T) {
	for language, wants := range map[string][]string{
		"fr": {"Une lecture attend votre accord\u00a0: annuaire", "(fichier a.csv)", "retirerait trop\u00a0: 12 personnes", "sachant sources confirm annuaire 3f2a"},
		"en": {"A run waits for you: annuaire", "(file a.csv)", "would remove too much: 12 personnes", "sachant sources discard annuaire 3f2a"},
	} {
		var sent []mail.Message
		broken := errors.New("the first address is refused")
		config := sources.Config{To: []string{"a@example.com", "b@example.com"}, Language: language, Domain: "example.com", Now: time.Now,
			Send: func(_ context.Context, message mail.Message) error {
				sent = append(sent, message)
				if len(sent) == 1 {
					return broken
				}
				return nil
			}}
		err := config.Announce(t.Context(), sources.Held{Source: "annuaire\r\nBcc: x@example.com", File: "a.csv", Run: "3f2a", Removed: "12 personnes"})
		if !errors.Is(err, broken) || len(sent) != 2 || sent[0].ID == sent[1].ID {
			t.Fatalf("%d mails are sent, %v", len(sent), err)
		}
		if strings.ContainsAny(sent[1].Subject, "\r\n") {
			t.Errorf("the subject is %q", sent[1].Subject)
		}
		config.To = config.To[:1]
		if err := config.Announce(t.Context(), sources.Held{Source: "annuaire", File: "a.csv", Run: "3f2a", Removed: "12 personnes"}); err != nil {
			t.Fatal(err)
		}
		text := sent[2].Subject + "\n" + sent[2].Text
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("the mail does not say %q:\n%s", want, text)
			}
		}
	}
}
