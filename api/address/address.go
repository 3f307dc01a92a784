// Package address makes the addresses of pages from the one at hand. It is apart from the pages so that what is drawn on them
// makes links in the same way as their templates.
package address

import (
	"maps"
	"net/url"
	"strconv"
)

// Address is the path and the parameters of a page. It never changes: methods return another one.
type Address struct {
	path  string
	query url.Values
}

// Parse reads the address of a page; one that is none has neither a path nor parameters.
func Parse(here string) Address {
	parsed, err := url.Parse(here)
	if err != nil {
		return Address{}
	}
	return Address{parsed.Path, parsed.Query()}
}

// String returns the address, with its parameters in the order of their names.
func (a Address) String() string {
	if len(a.query) == 0 {
		return a.path
	}
	return a.path + "?" + a.query.Encode()
}

// Get returns a parameter, "" where there is none of that name.
func (a Address) Get(name string) string { return a.query.Get(name) }

// All returns each value of a parameter.
func (a Address) All(name string) []string { return a.query[name] }

// At returns the address of another page with the same parameters.
func (a Address) At(path string) Address { return Address{path, a.query} }

// Set returns the address with a parameter, which may be empty, at the first page of its list.
func (a Address) Set(name, value string) Address {
	changed := a.Without(name)
	changed.query.Set(name, value)
	return changed
}

// Without returns the address without some parameters, at the first page of its list.
func (a Address) Without(names ...string) Address {
	changed := Address{a.path, url.Values{}}
	maps.Copy(changed.query, a.query)
	for _, name := range append(names, "skip") {
		changed.query.Del(name)
	}
	return changed
}

// With returns the address with parameters changed, names and values in turn; an empty value takes a parameter out.
func (a Address) With(pairs ...string) Address {
	for i := 0; i+1 < len(pairs); i += 2 {
		if a = a.Without(pairs[i]); pairs[i+1] != "" {
			a.query.Set(pairs[i], pairs[i+1])
		}
	}
	return a
}

// Further returns the address of what follows in a list of so many members, of which the page shows some; false at its end.
func (a Address) Further(total float64, shown int) (Address, bool) {
	skip, _ := strconv.Atoi(a.Get("skip"))
	next := max(skip, 0) + shown
	return a.Set("skip", strconv.Itoa(next)), float64(next) < total
}
