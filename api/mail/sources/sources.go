// Package sources tells administrators by mail that a run of a source would remove too much and waits for them. The mail names
// nobody: it says how many people and facts the run would remove, and how to look at them.
package sources

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sachant/sachant/api/mail"
)

// texts hold the mail in each language: its subject, an empty line, and what it says.
//
//go:embed *.txt
var texts embed.FS

// Config is what mails are made with.
type Config struct {
	// Send sends one mail.
	Send func(context.Context, mail.Message) error
	// To are the addresses of administrators.
	To []string
	// Language is fr or en, Domain the end of the ids of mails.
	Language, Domain string
	Now              func() time.Time
}

// Held is a run that waits: its source, its file where it reads one, its id, and in words what it would remove.
type Held struct{ Source, File, Run, Removed string }

// Announce sends the mail to each administrator, once. An address that fails stops no other one.
func (c Config) Announce(ctx context.Context, held Held) error {
	held.Source, held.File = oneLine(held.Source), oneLine(held.File)
	subject, body, err := mail.Text(texts, "held", c.Language, held)
	if err != nil {
		return fmt.Errorf("write the mail about a run that waits: %w", err)
	}
	var failures []error
	for _, to := range c.To {
		sum := sha256.Sum256([]byte(held.Source + "\n" + held.Run + "\n" + to))
		message := mail.Message{To: to, Language: c.Language, Subject: subject, Text: body, ID: hex.EncodeToString(sum[:16]) + "@" + c.Domain, At: c.Now()}
		failures = append(failures, c.Send(ctx, message))
	}
	return errors.Join(failures...)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
