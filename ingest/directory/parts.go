package directory

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/ingest"
)

// part is a server and the base that is read there; an empty base is asked for.
type part struct{ url, base string }

// mostParts bounds how many servers and bases one run reads.
const mostParts = 64

// reading is a run over several parts: the servers that the options name, the domains that a global catalogue tells of, and the servers
// to which servers refer.
type reading struct {
	search
	queue   []part
	known   map[string]bool // parts, by host and base
	strange []string        // hosts to which servers referred, and which were not asked
	cuts    []string        // why parts were not read to their end
	groups  *communities    // nil where no group is a community
}

// readAll emits the people of all parts.
func (s Server) readAll(ctx context.Context, sink ingest.Sink) error {
	r := &reading{search: search{Server: s, sink: sink, seen: map[string]bool{}}, known: map[string]bool{}}
	if len(s.Communities) > 0 {
		r.groups = newCommunities(s.Options, s.shownURL())
	}
	if err := r.plan(ctx); err != nil {
		return err
	}
	for i := 0; i < len(r.queue); i++ {
		if err := r.part(ctx, i); err != nil {
			return err
		}
	}
	return r.finish()
}

// plan notes the parts that are known before anything is read.
func (r *reading) plan(ctx context.Context) error {
	if isGlobalCatalogue(r.URL) {
		if err := r.addDomains(ctx); err != nil {
			return err
		}
	} else {
		r.add(part{r.URL, r.Base})
	}
	for _, other := range r.Others {
		next, err := parsePart(other)
		if err != nil {
			return err
		}
		r.add(next)
	}
	r.isSeveral = r.IsSeveral()
	return nil
}

// IsSeveral reports whether other servers than the first may be read.
func (s Server) IsSeveral() bool {
	return len(s.Others)+len(s.FollowReferrals) > 0 || isGlobalCatalogue(s.URL)
}

// add notes a part that is not known yet.
func (r *reading) add(next part) {
	parsed, err := url.Parse(next.url)
	if err != nil {
		return
	}
	name := strings.ToLower(parsed.Host) + " " + normalDN(next.base)
	switch {
	case r.known[name]:
	case len(r.queue) == mostParts:
		r.cut(fmt.Sprintf("there are more than %d servers and bases", mostParts))
	default:
		r.known[name] = true
		r.queue = append(r.queue, next)
	}
}

// server returns how a part is asked. That the first server may be asked without encryption holds for that host alone.
func (r *reading) server(of part) Server {
	s := r.Server
	s.URL, s.Base = of.url, of.base
	s.Plaintext = r.Plaintext && hostOf(of.url) == hostOf(r.URL)
	return s
}

func hostOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(parsed.Hostname())
}

// part reads one part. That the first one cannot be asked is an error; any other makes the run incomplete.
func (r *reading) part(ctx context.Context, i int) error {
	r.asked = r.server(r.queue[i])
	conn, base, err := r.asked.openAt(ctx)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil && i == 0:
		return err
	case err != nil:
		r.cut(err.Error())
		return nil
	}
	defer func() { _ = conn.Close() }()
	r.conn = conn
	referrals, cut, err := r.below(ctx, base)
	if err != nil {
		return err
	}
	if cut != nil && !r.follow(referralsOf(cut)) {
		r.cut(fmt.Sprintf("%s: %s", r.asked.shownURL(), explain(cut)))
	}
	r.follow(referrals)
	if r.GroupBase == "" {
		return r.readGroups(ctx, base)
	}
	if r.queue[i].base = base; r.groupsAt() != i {
		return nil
	}
	return r.readGroups(ctx, r.GroupBase)
}

// groupsAt returns the part that is asked for the groups where their base is named, as the others do not hold it: the one whose base
// has most of its end in common with it, and of several the first.
func (r *reading) groupsAt() int {
	groups, at, most := strings.Split(normalDN(r.GroupBase), rdnSeparator), 0, 0
	for i, each := range r.queue {
		base, common := strings.Split(normalDN(each.base), rdnSeparator), 0
		for common < min(len(groups), len(base)) && groups[len(groups)-1-common] == base[len(base)-1-common] {
			common++
		}
		if common > most {
			at, most = i, common
		}
	}
	return at
}

// openAt connects, and returns the base that is read.
func (s Server) openAt(ctx context.Context) (*ldap.Conn, string, error) {
	conn, err := s.Open(ctx)
	if err != nil {
		return nil, "", err
	}
	base, err := s.BaseDN(conn)
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("%s: %w", s.shownURL(), err), conn.Close())
	}
	return conn, base, nil
}

func (r *reading) cut(why string) { r.cuts = append(r.cuts, why) }

// readGroups reads the groups of a part, where groups are communities.
func (r *reading) readGroups(ctx context.Context, base string) error {
	if r.groups == nil {
		return nil
	}
	err := r.groups.read(ctx, r.conn, base, r.asked.pageSize())
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		r.cut(fmt.Sprintf("%s: the groups: %s", r.asked.shownURL(), explain(err)))
	}
	return nil
}

// finish emits what needs all parts, and reports what was not read.
func (r *reading) finish() error {
	if len(r.strange) > 0 {
		slices.Sort(r.strange)
		r.sink.Warn(fmt.Sprintf("servers to which the directory refers were not asked: %s; --follow-referrals allows some",
			strings.Join(slices.Compact(r.strange), ", ")))
	}
	var cut error
	if len(r.cuts) > 0 {
		cut = errors.New(strings.Join(r.cuts, "; "))
	}
	return r.end(cut, r.groups)
}
