package api

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// asset is the address of an embedded file, with its hash, so that it can be kept for ever.
func asset(files fs.FS, name string) (string, error) {
	data, err := fs.ReadFile(files, name)
	hash := sha256.Sum256(data)
	return "/" + name + "?v=" + hex.EncodeToString(hash[:4]), err
}

// link returns the address of the page of a key, "" where its kind has none; of an edge, the page of the
// node that it leads to.
func link(id any) string {
	key := graph.Key(plainText(id))
	if key.IsEdge() {
		_, key = key.Ends()
	}
	path := "/" + string(key.Kind()) + "/{id...}"
	if !slices.ContainsFunc(pageTable(), func(page page) bool { return page.path == path }) {
		return ""
	}
	return (&url.URL{Path: "/" + string(key)}).EscapedPath()
}

// web is an address that may be linked to, "" where it is not one of the web.
func web(address any) string {
	parsed, err := url.Parse(plainText(address))
	if err != nil || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return ""
	}
	return parsed.String()
}

// dial is a telephone number as a telephone takes it.
func dial(number any) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("+0123456789", r) {
			return r
		}
		return -1
	}, plainText(number))
}

// searchLink is the address of a search; pairs are parameter and value in turn, empty ones
// left out.
func searchLink(words any, pairs ...any) string {
	query := url.Values{"q": {plainText(words)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := plainText(pairs[i+1]); value != "" {
			query.Set(plainText(pairs[i]), value)
		}
	}
	return "/?" + query.Encode()
}

// following is the address of the next part of a list, "" at its end.
func following(here string, info map[string]any, section string) string {
	if info["hasNextPage"] != true {
		return ""
	}
	address, err := url.Parse(here)
	if err != nil {
		return ""
	}
	query := address.Query()
	query.Set("after", plainText(info["endCursor"]))
	address.RawQuery, address.Fragment = query.Encode(), section
	return address.String()
}

// anchor is a key as the id of an element.
func anchor(id any) string { return strings.ReplaceAll(plainText(id), " ", "") }
