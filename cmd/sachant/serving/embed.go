package serving

import (
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/opensearch"
)

// embedOptions say whose pages may show the search box.
type embedOptions struct {
	given   []string
	origins []string
}

func (e *embedOptions) flags(flags *pflag.FlagSet) {
	flags.StringSliceVar(&e.given, "embed-origin", nil, "an `origin` whose pages may show the search box of /embed in a frame, such as https://intranet.example.com; without one there is no box (repeatable)")
}

// check reads the origins.
func (e *embedOptions) check() error {
	e.origins = nil
	for _, text := range e.given {
		origin, err := opensearch.CheckEmbedder(text)
		if err != nil {
			return err
		}
		e.origins = append(e.origins, origin)
	}
	return nil
}
