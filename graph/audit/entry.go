// Package audit records how human resources and recruiters look at people, in files apart from the graph: who looked, when,
// what for, by which filter, and at how many people. An operation is one entry, however many people it showed.
//
// Entries are only ever appended, one JSON object a line, a file a month, each with the hash of the one before:
// [Verify] names the first that was changed or removed. [Log.Forget] puts hashes in place of the keys of somebody who is
// erased, which leaves the chain as it is. Files are for the account that runs the server alone, and
// nothing in the API answers what is in them; the people concerned are told how often they were looked at, by role
// ([Log.Viewed]). What is older than the configured months goes, a month at a time, by the clock given.
//
// What shows people by the rights of a role calls [Log.Append] once, before it answers, and answers nothing where that
// fails:
//
//	err := log.Append(audit.Entry{Actor: string(viewer.Person), Role: "hr", Action: audit.ActionExport,
//		Purpose: "map", Filter: "unit=unit/achats", People: people})
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// Entry is one operation.
type Entry struct {
	// Sequence counts entries from 1; At is when it was made. [Log.Append] sets both, and Count.
	Sequence int64     `json:"sequence"`
	At       time.Time `json:"at"`
	// Actor is the key of the person who looked, or [Command] for somebody at the command line of the server.
	Actor string `json:"actor,omitempty"`
	// Role is the access.Role whose rights they used.
	Role   string `json:"role"`
	Action string `json:"action"`
	// Purpose is what it was for, such as the page; Filter is what narrowed it down; Reason is why, where somebody
	// had to say so.
	Purpose string `json:"purpose,omitempty"`
	Filter  string `json:"filter,omitempty"`
	Reason  string `json:"reason,omitempty"`
	// Count is how many people were shown, People are these, where they are named.
	Count  int         `json:"count"`
	People []graph.Key `json:"people,omitempty"`
	// Purged is the sequence of the last entry that was removed for its age, of an entry that says so.
	Purged int64 `json:"purged,omitempty"`
	// Previous is the hash of the entry before.
	Previous string `json:"previous,omitempty"`
}

// The actions.
const (
	ActionView   = "view"
	ActionExport = "export"
	ActionImport = "import"
	ActionChange = "change"
	// ActionOverride is what the data protection officer allows in spite of a rule.
	ActionOverride = "override"
	// ActionErase removes a person.
	ActionErase = "erase"
	// ActionPurge removes what is too old.
	ActionPurge = "purge"
)

// Command is the actor of commands, which somebody with an account on the server gives.
const Command = "command"

// maxText is the longest purpose, filter or reason that is kept, in bytes.
const maxText = 1000

// line returns the entry as a line of a file, and its hash.
func (e Entry) line() (line []byte, hash string, err error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, "", fmt.Errorf("write an entry of the audit: %w", err)
	}
	body = body[:len(body)-1]
	hash = hashOf(unnamed(body))
	return fmt.Appendf(nil, "%s%s%s%s", body, hashField, hash, lineEnd), hash, nil
}

// A line is the entry as JSON with a last field, the hash of all bytes before that field, in which the hash of each key of
// a person stands in its place. So a key can be replaced by its own hash when the person is erased, and the line and those
// that follow it are still as they were written.
const (
	hashField = `,"hash":"`
	lineEnd   = "\"}\n"
)

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// unnamed returns an entry with the hashes of the keys of people in place of the keys.
func unnamed(body []byte) []byte {
	return personKey.ReplaceAllFunc(body, func(key []byte) []byte { return []byte(hashedKey(key)) })
}

// personKey is the key of a person, as JSON writes it within or as a text.
var personKey = regexp.MustCompile(`person/[a-z0-9._~+#/-]+`)

// hashedKey is what stands for the key of somebody who was erased.
func hashedKey(key []byte) string { return "erased/" + hashOf(key) }

// errChanged: the bytes of an entry are not those that were written.
var errChanged = errors.New("its bytes are not those that were written")

// parse reads a line with its end, and returns the entry and its hash.
func parse(line []byte) (entry Entry, hash string, err error) {
	const tail = len(hashField) + 2*sha256.Size + len(lineEnd)
	if len(line) < tail {
		return entry, "", errChanged
	}
	body, rest := line[:len(line)-tail], line[len(line)-tail:]
	hash = hashOf(unnamed(body))
	if !bytes.Equal(rest, []byte(hashField+hash+lineEnd)) {
		return entry, "", errChanged
	}
	if err := json.Unmarshal(append(slices.Clone(body), '}'), &entry); err != nil {
		return entry, "", errChanged
	}
	return entry, hash, nil
}
