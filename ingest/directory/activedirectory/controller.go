// Package activedirectory holds what is particular to Active Directory when its entries are read: what changed since
// an earlier run, by DirSync or by update sequence numbers, values that come in ranges, and the primary group.
package activedirectory

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-ldap/ldap/v3"
)

// The object identifiers by which a server says what it is and can do.
const (
	capability    = "1.2.840.113556.1.4.800"
	showRecycled  = "1.2.840.113556.1.4.2064" // also objects that were recycled
	namingContext = "defaultNamingContext"
)

// RootAttributes returns the attributes of the root entry that [ControllerOf] reads.
func RootAttributes() []string {
	return []string{"supportedCapabilities", "supportedControl", namingContext, "highestCommittedUSN", "dsServiceName", "dnsHostName"}
}

// Controller is one domain controller, as its root entry describes it.
type Controller struct {
	// NamingContext is the root of its domain.
	NamingContext string
	// HighestUSN is the update sequence number of its last change. Numbers are its own: another controller has others.
	HighestUSN int64
	// DirSync: it offers the control.
	DirSync bool
	host    string
	service string // the entry of its service, which holds the invocation id
}

// ControllerOf reads a root entry; ok is false for a server that is not Active Directory.
func ControllerOf(root *ldap.Entry) (controller Controller, ok bool) {
	if !slices.Contains(root.GetEqualFoldAttributeValues("supportedCapabilities"), capability) {
		return Controller{}, false
	}
	highest, err := strconv.ParseInt(root.GetEqualFoldAttributeValue("highestCommittedUSN"), 10, 64)
	if err != nil {
		highest = 0
	}
	return Controller{
		NamingContext: root.GetEqualFoldAttributeValue(namingContext), HighestUSN: highest,
		DirSync: slices.Contains(root.GetEqualFoldAttributeValues("supportedControl"), ldap.ControlTypeDirSync),
		host:    root.GetEqualFoldAttributeValue("dnsHostName"), service: root.GetEqualFoldAttributeValue("dsServiceName"),
	}, true
}

// Invocation names the database of the controller: it changes when the controller is another one, or was restored, and
// update sequence numbers then count from elsewhere.
func (c Controller) Invocation(conn *ldap.Conn) (string, error) {
	if c.service == "" {
		return "", errors.New("the server does not say which service it is (dsServiceName)")
	}
	found, err := conn.Search(ldap.NewSearchRequest(c.service, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, 0, false,
		"(objectClass=*)", []string{"invocationId"}, nil))
	if err != nil {
		return "", fmt.Errorf("read the invocation id of the controller: %w", err)
	}
	if len(found.Entries) != 1 || len(found.Entries[0].GetEqualFoldRawAttributeValue("invocationId")) == 0 {
		return "", errors.New("the server does not show the invocation id of its controller")
	}
	return c.host + " " + hex.EncodeToString(found.Entries[0].GetEqualFoldRawAttributeValue("invocationId")), nil
}

// showingDeleted returns the controls that show deleted and recycled objects too.
func showingDeleted() []ldap.Control {
	return []ldap.Control{
		ldap.NewControlMicrosoftShowDeleted(),
		ldap.NewControlString(showRecycled, false, ""),
	}
}
