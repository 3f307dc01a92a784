package serving

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	netmail "net/mail"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/digest"
	"github.com/sachant/sachant/api/mail/openings"
	"github.com/sachant/sachant/api/mail/questions"
	"github.com/sachant/sachant/api/webhook"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// mailOptions say by which server mails are sent; none are where no host is given.
type mailOptions struct {
	server               mail.Server
	passwordFile, caFile string
	administrators       []string
}

func (m *mailOptions) flags(flags *pflag.FlagSet) {
	const port = 587
	flags.StringVar(&m.server.Host, "mail-host", "", "the `name` of the SMTP server by which mails are sent; none are sent where not given")
	flags.IntVar(&m.server.Port, "mail-port", port, "the `port` of the SMTP server")
	flags.StringVar(&m.server.TLS, "mail-tls", mail.StartTLS, "how the way to the SMTP server is encrypted: starttls, tls (from the beginning), or none for a server on this machine")
	flags.StringVar(&m.server.User, "mail-user", "", "the `name` by which Sachant signs in to the SMTP server")
	flags.StringVar(&m.passwordFile, "mail-password-file", "", "a `file` with the password for the SMTP server")
	flags.StringVar(&m.caFile, "mail-ca-file", "", "a `file` of certificates to trust for the SMTP server, PEM; those of this machine where not given")
	flags.StringVar(&m.server.From, "mail-from", "", "the `address` that mails are from")
	flags.StringArrayVar(&m.administrators, "mail-administrator", nil, "an `address` that is told when a run of a source would remove too much and waits; may be given several times")
}

// check reads what the options name, once they are good; public is the address of the pages. No server is asked.
func (m *mailOptions) check(public string) error {
	if m.server.Host == "" {
		if m.server.User+m.server.From+m.passwordFile+m.caFile != "" || len(m.administrators) > 0 {
			return errors.New("mails are set up, and no server: give --mail-host too")
		}
		return nil
	}
	if err := m.server.Check(); err != nil {
		return err
	}
	for _, address := range m.administrators {
		if _, err := netmail.ParseAddress(address); err != nil {
			return fmt.Errorf("--mail-administrator %q is no address of mail, such as admin@example.com", address)
		}
	}
	pages, err := url.Parse(public)
	if err != nil || pages.Scheme != "https" && pages.Scheme != "http" || pages.Host == "" || pages.User != nil || pages.RawQuery+pages.Fragment != "" {
		return fmt.Errorf("mails need the address of the pages: --public-url %q is none, such as https://sachant.example.com", public)
	}
	if (m.server.User == "") != (m.passwordFile == "") {
		return errors.New("--mail-user and --mail-password-file go together")
	}
	if m.passwordFile != "" {
		password, err := os.ReadFile(m.passwordFile)
		if err != nil {
			return fmt.Errorf("--mail-password-file: %w", err)
		}
		m.server.Password = strings.TrimRight(string(password), "\r\n")
	}
	if m.caFile != "" {
		certificates, err := os.ReadFile(m.caFile)
		if err != nil {
			return fmt.Errorf("--mail-ca-file: %w", err)
		}
		if m.server.Roots = x509.NewCertPool(); !m.server.Roots.AppendCertsFromPEM(certificates) {
			return fmt.Errorf("--mail-ca-file %s holds no certificate in PEM", m.caFile)
		}
	}
	return nil
}

// mailEvery is how often a server looks whether a mail is due.
const mailEvery = 10 * time.Second

// linkPurpose is what the key is for by which links in mails are signed.
const linkPurpose = "links in mails"

// viewOf returns what somebody may see who follows a link in a mail to them.
func (s *Server) viewOf(person graph.Key) *access.View {
	return s.Gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
}

// sendMails sends mails about openings and questions from time to time, until the server is closed. What fails is tried again:
// no answer waits for it.
func (s *Server) sendMails(m mailOptions, public string, o *cli.Options, log zerolog.Logger) {
	if m.server.Host == "" {
		return
	}
	pass := s.MailPass(s.monitor.Sender(m.server), m.server.From, public, o, log)
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(mailEvery)
		defer ticker.Stop()
		for {
			if err := pass(ctx); err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("mails could not be sent; it is tried again")
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}

// Sender sends one mail.
type Sender interface {
	Send(ctx context.Context, message mail.Message) error
}

// MailPass returns what sends the mails that are due, from an address and with links to the pages.
func (s *Server) MailPass(sender Sender, from, public string, o *cli.Options, log zerolog.Logger) func(context.Context) error {
	domain := domainOf(from)
	address := strings.TrimRight(public, "/")
	aboutOpenings := openings.New(openings.Config{
		Gate: s.Gate, Sender: sender, Address: address, Domain: domain, Now: o.Now, Log: log,
		Revision: s.revisionOf(graph.KindOpening, graph.KindDemands, graph.KindSubscribes, graph.KindDeclares, graph.KindHoldsRole),
	})
	aboutQuestions := questions.New(questions.Config{
		Gate: s.Gate, Sender: sender, Signer: link.Signer{Key: s.namer.Key(linkPurpose)}, Address: address, Domain: domain, Now: o.Now, Log: log,
		Revision: s.revisionOf(graph.KindAsked, graph.KindAnswers, graph.KindEscalated, graph.KindMeasure),
	})
	signer := link.Signer{Key: s.namer.Key(linkPurpose)}
	digests := digest.New(digest.Config{
		Gate: s.Gate, Recent: s.recent, Sender: sender, Address: address, Domain: domain, Now: o.Now, Log: log,
		Unsubscribe: func(person graph.Key, nonce string) string {
			return "/unsubscribe/" + person.ID() + "/" + signer.SignSubscription(person, graph.TopicDigest, nonce)
		},
	})
	return func(ctx context.Context) error {
		return errors.Join(aboutOpenings.Pass(ctx), aboutQuestions.Pass(ctx), digests.Pass(ctx))
	}
}

// domainOf returns the domain of an address of mail, with a name or without.
func domainOf(from string) string {
	if parsed, err := netmail.ParseAddress(from); err == nil {
		from = parsed.Address
	}
	_, domain, _ := strings.Cut(from, "@")
	return domain
}

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
