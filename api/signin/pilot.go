package signin

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/sachant/sachant/graph/access"
)

// ErrNotYet means that the company opens Sachant to some people first, and the person who is asking is none of them.
var ErrNotYet = errors.New("the company has not opened Sachant to the person who is asking")

// Pilot names the people that a company opens Sachant to first: the people of some units and sites and of their parts, the
// members of some groups (see [Roles.Pilot]), people with a role by a group, and programs. Where it names nothing, that is
// everybody.
type Pilot struct {
	Places []string
	Groups []string
}

// Only identifies the people that Sachant is open to, by the graph behind a gate; its error wraps [ErrNotYet] for others.
func (p Pilot) Only(identify Identify, gate *access.Gate) Identify {
	if len(p.Places)+len(p.Groups) == 0 {
		return identify
	}
	return func(r *http.Request) (access.Viewer, error) {
		viewer, err := identify(r)
		if err != nil {
			return viewer, err
		}
		admits, err := gate.Admits(r.Context(), viewer, p.Places)
		if err != nil {
			return access.Viewer{}, fmt.Errorf("find where who is asking works: %w", err)
		}
		if !admits {
			return access.Viewer{}, ErrNotYet
		}
		return viewer, nil
	}
}
