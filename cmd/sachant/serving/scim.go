package serving

import (
	"errors"
	"net/http"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/scim"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/identity"
	"github.com/sachant/sachant/graph/audit"
	source "github.com/sachant/sachant/ingest/scim"
)

// scimOptions say how users and groups are provisioned through SCIM.
type scimOptions struct {
	serve, trustEmail bool
	removals          int
}

func (s *scimOptions) flags(flags *pflag.FlagSet) {
	flags.BoolVar(&s.serve, "scim", false, "serve SCIM 2.0 at /scim/v2, where a client with a token of scope provision states users and groups")
	flags.BoolVar(&s.trustEmail, "scim-trust-email", true, "let a user of SCIM be the person who has the same e-mail address, besides the employee number")
	flags.IntVar(&s.removals, "scim-removals", 0, "how many `users` may leave through SCIM within a day; 0 is 5 or a tenth of them, whichever is more")
}

func (s *scimOptions) check() error {
	if s.removals < 0 {
		return errors.New("--scim-removals wants a number of users, or 0")
	}
	return nil
}

// handler returns what serves SCIM; nil where it is not served.
func (s *scimOptions) handler(o *cli.Options, server *Server, who identity.Identity, looks *audit.Log) (http.Handler, error) {
	if !s.serve || who.Tokens == nil {
		return nil, nil
	}
	return scim.New(scim.Config{
		Store: server.Store, Source: source.Source{Name: "scim", Namer: server.namer}, TrustEmail: s.trustEmail, Removals: s.removals,
		Provisioner: signin.Provisioner(who.Tokens), View: signin.ViewOf(who.IdentifyProgram, server.Gate), Audit: looks, Erased: server.erasedHash,
		Address: strings.TrimRight(server.address, "/"), CatchUp: server.CatchUp, Now: o.Now,
	})
}
