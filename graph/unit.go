package graph

// Unit is a part of the organisation; its name may be a path such as "DSI/Exploitation".
type Unit struct {
	Name string `json:"name,omitempty" see:"company"`
	// Code is that of the company's list of units, and Former are the paths that the unit had before reorganisations.
	Code   string   `json:"code,omitempty" see:"company"`
	Former []string `json:"former,omitempty" see:"company"`
	// FormerUntil are the days of these reorganisations, path by path: on each, the unit got its next path.
	FormerUntil []Date `json:"formerUntil,omitempty" see:"company"`
}

// IsDescribed reports whether a list of units or a reorganisation says what the unit is called. What other sources call it is
// then no name of it.
func (u Unit) IsDescribed() bool { return u.Code != "" || len(u.Former) > 0 }

// Keeping returns the unit as a list describes it, with the paths that the stored one had.
func (u Unit) Keeping(stored Unit) Unit {
	if len(u.Former) == 0 {
		u.Former, u.FormerUntil = stored.Former, stored.FormerUntil
	}
	return u
}

// Moved returns the unit with another path from a day on.
func (u Unit) Moved(path string, on Date) Unit {
	until := append([]Date(nil), u.FormerUntil...)
	for len(until) < len(u.Former) { // of reorganisations whose days were not kept
		until = append(until, "")
	}
	u.Former, u.FormerUntil = append(append([]string(nil), u.Former...), u.Name), append(until, on)
	u.Name = path
	return u
}

// PathOn returns the path that the unit had on a day: its name where it is not known to have had another one, or no day is given.
func (u Unit) PathOn(day Date) string {
	for i, until := range u.FormerUntil {
		if i < len(u.Former) && day != "" && day < until {
			return u.Former[i]
		}
	}
	return u.Name
}

// InUnit joins a person to their part of the organisation.
type InUnit struct{}

// WasInUnit joins a person to a unit that they left for another one, or for none.
type WasInUnit struct {
	// Until is the first day on which they were not there any more, as far as the source tells: that of the import that said so.
	Until Date `json:"until,omitempty" see:"self hr"`
}

// The kind of each domain struct.
func (Unit) Kind() Kind      { return KindUnit }
func (InUnit) Kind() Kind    { return KindInUnit }
func (WasInUnit) Kind() Kind { return KindWasInUnit }
