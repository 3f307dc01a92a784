package mail_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/sachant/sachant/api/mail"
	"github.com/sachant/sachant/api/mail/mailtest"
)

func message() mail.Message {
	return mail.Message{To: "ana@example.com", Language: "fr", Subject: "Une question", Text: "Bonjour Zoé,\n\nà bientôt", ID: "1@example.com", At: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
}

// A mail reaches the server, whichever way is encrypted, as plain text in UTF-8.
func TestAMailReachesTheServer(t *testing.T) {
	for _, security := range []string{mail.StartTLS, mail.TLS, mail.NoTLS} {
		t.Run(security, func(t *testing.T) {
			server := mailtest.New(t, security, "sachant", nil)
			if err := errors.Join(server.Check(), server.Send(t.Context(), message())); err != nil {
				t.Fatal(err)
			}
			taken := server.Taken()
			if len(taken) != 1 || taken[0].To != "ana@example.com" || taken[0].From != "sachant@example.com" || server.Signed() != "sachant" {
				t.Fatalf("%+v is taken, signed in %q", taken, server.Signed())
			}
			for _, want := range []string{"Subject: Une question", "Message-ID: <1@example.com>", "Content-Language: fr", "Auto-Submitted: auto-generated", "text/plain; charset=UTF-8", "Bonjour Zo=C3=A9,"} {
				if !strings.Contains(taken[0].Content, want) {
					t.Errorf("the mail does not hold %q:\n%s", want, taken[0].Content)
				}
			}
		})
	}
}

// What fails says whether it may be tried again.
func TestAMailThatFailsSaysWhetherToTryAgain(t *testing.T) {
	for name, test := range map[string]struct {
		change           func(*mailtest.Server, *mail.Message)
		fail             error
		refused, unclear bool
	}{
		"busy":           {fail: &smtp.SMTPError{Code: 451, Message: "later"}},
		"no":             {fail: &smtp.SMTPError{Code: 554, Message: "spam"}, refused: true},
		"hangs up":       {fail: mailtest.ErrHangUp, unclear: true},
		"no such person": {change: func(_ *mailtest.Server, m *mail.Message) { m.To = "nobody@example.com" }, refused: true},
		"no address":     {change: func(_ *mailtest.Server, m *mail.Message) { m.To = "Zoé\r\nBcc: all@example.com" }, refused: true},
		"no server":      {change: func(s *mailtest.Server, _ *mail.Message) { s.Port = 1 }},
		"no certificate": {change: func(s *mailtest.Server, _ *mail.Message) { s.Roots = nil }},
		"wrong password": {change: func(s *mailtest.Server, _ *mail.Message) { s.Password = "guessed" }},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.New(t, mail.StartTLS, "sachant", func(int) error { return test.fail })
			sent := message()
			if test.change != nil {
				test.change(server, &sent)
			}
			err := server.Send(t.Context(), sent)
			if err == nil || errors.Is(err, mail.ErrRefused) != test.refused || errors.Is(err, mail.ErrUncertain) != test.unclear {
				t.Errorf("the error is %v", err)
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "guessed") {
				t.Errorf("the error tells the password: %v", err)
			}
			if len(server.Taken()) > 0 {
				t.Error("the mail is taken")
			}
		})
	}
}

// A server is described wholly, or said to be wrong.
func TestAServerThatIsWronglyDescribedIsRefused(t *testing.T) {
	good := mail.Server{Host: "smtp.example.com", Port: 587, TLS: mail.StartTLS, From: "sachant@example.com"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*mail.Server){
		"--mail-host": func(s *mail.Server) { s.Host = "" }, "--mail-port 0": func(s *mail.Server) { s.Port = 0 }, `--mail-tls "ssl"`: func(s *mail.Server) { s.TLS = "ssl" },
		"readably to smtp.example.com": func(s *mail.Server) { s.TLS = mail.NoTLS }, `--mail-from "sachant"`: func(s *mail.Server) { s.From = "sachant" },
	} {
		bad := good
		change(&bad)
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
