package scim

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/scim2/filter-parser/v2"
)

// listing is what a request for several resources asks.
type listing struct {
	filter                 filter.Expression // nil where all are wanted
	startIndex, count      int
	attributes, exclusions []string
}

func readListing(r *http.Request) (asked listing, err error) {
	query := r.URL.Query()
	asked.attributes, asked.exclusions = listed(query.Get("attributes")), listed(query.Get("excludedAttributes"))
	if asked.startIndex, err = number(query.Get("startIndex"), 1); err != nil {
		return asked, err
	}
	if asked.count, err = number(query.Get("count"), defaultCount); err != nil {
		return asked, err
	}
	asked.startIndex, asked.count = max(asked.startIndex, 1), min(max(asked.count, 0), maxCount)
	if text := strings.TrimSpace(query.Get("filter")); text != "" {
		asked.filter, err = parseFilter(text)
	}
	return asked, err
}

func number(text string, otherwise int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, invalidValue("startIndex and count are numbers")
	}
	return n, nil
}

// page is the answer to a listing. Documents are made only of what may be in it.
func (t *resourceType) page(asked listing, total int, document func(i int) (map[string]any, error)) (map[string]any, error) {
	page, matching := []map[string]any{}, 0
	if asked.filter != nil { // checked even where there is nothing
		if _, err := t.matches(asked.filter, map[string]any{}); err != nil {
			return nil, err
		}
	}
	for i := range total {
		inPage := matching+1 >= asked.startIndex && len(page) < asked.count
		if asked.filter == nil && !inPage {
			matching++
			continue
		}
		one, err := document(i)
		if err != nil {
			return nil, err
		}
		if asked.filter != nil {
			if is, err := t.matches(asked.filter, one); err != nil || !is {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		if matching++; inPage {
			page = append(page, t.projected(one, asked.attributes, asked.exclusions))
		}
	}
	return map[string]any{"schemas": []string{listMessage}, "totalResults": matching, "startIndex": asked.startIndex, "itemsPerPage": len(page), "Resources": page}, nil
}

// equals returns the attribute and the text of a filter that is one comparison for equality of an attribute without parts.
func equals(expression filter.Expression) (attribute, text string) {
	one, is := expression.(*filter.AttributeExpression)
	if !is || one.Operator != filter.EQ || one.AttributePath.SubAttribute != nil {
		return "", ""
	}
	text, _ = one.CompareValue.(string)
	return strings.ToLower(one.AttributePath.AttributeName), text
}
