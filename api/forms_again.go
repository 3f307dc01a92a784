package api

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func mergeForm(url.Values) (address, template string) { return "/vocabulary", "vocabulary" }

func shortlistForm(fields url.Values) (address, template string) {
	return link(fields.Get("opening")), "opening"
}

func openingForm(fields url.Values) (address, template string) {
	address = "/mobility/edit"
	if id := fields.Get("id"); id != "" {
		address += "?" + url.Values{"id": {id}}.Encode()
	}
	return address, "opening_edit"
}

// showAgain responds with the page of a form that could not be saved, with why, and with what was typed. Other errors than
// what was typed are shown alone.
func (s *pageServer) showAgain(w http.ResponseWriter, r *http.Request, form form, err error) {
	var failure pageError
	address, template := form.again(r.PostForm)
	at, parseErr := url.Parse(address)
	rows := pageTable()
	row := slices.IndexFunc(rows, func(page page) bool { return page.template == template })
	if !errors.As(err, &failure) || failure.status != http.StatusUnprocessableEntity || parseErr != nil || row < 0 {
		s.fail(w, r, err)
		return
	}
	there := r.Clone(r.Context())
	there.Method, there.URL = http.MethodGet, at
	if folder, has := strings.CutSuffix(rows[row].path, "{id...}"); has {
		there.SetPathValue("id", strings.TrimPrefix(at.Path, folder))
	}
	data, loadErr := s.load(there, rows[row])
	if loadErr != nil {
		s.fail(w, r, err)
		return
	}
	data.Reason, data.Typed = s.reason(r, failure), r.PostForm
	s.write(w, r, template, failure.status, data)
}

// typedOpening is an opening as a form describes it, in the form of an answer of the API; nil without a form.
func typedOpening(fields url.Values) any {
	if fields == nil {
		return nil
	}
	typed := map[string]any{"mission": fields.Get("mission") == "yes", "mentoring": fields.Get("mentoring") == "yes"}
	for _, name := range []string{"title", "reference", "contract", "closesOn", "startsOn", "contact", "state", "description"} {
		typed[name] = fields.Get(name)
	}
	for name, field := range map[string]string{"role": "id", "unit": "name", "site": "name"} {
		typed[name] = map[string]any{field: fields.Get(name)}
	}
	rows := []any{}
	for i, skill := range fields["skill"] {
		row := map[string]any{"skill": map[string]any{"prefLabel": skill}}
		if i < len(fields["level"]) && i < len(fields["need"]) {
			row["level"], row["must"] = fields["level"][i], fields["need"][i] == "must"
		}
		rows = append(rows, row)
	}
	typed["requirements"] = rows
	return typed
}
