// Package directorytest is a directory server for tests that need one which misbehaves: a small domain controller of
// Active Directory that hangs, cuts, refuses and splits as a test says.
package directorytest

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
	"github.com/jimlambrt/gldap"
)

// Context is the naming context of the server's domain.
const Context = "DC=example,DC=test"

// Server is a running domain controller.
type Server struct {
	URL string

	mutex   sync.Mutex
	t       testing.TB
	root    map[string][]string
	objects []Object
	usn     int64
	asked   []gldap.SearchMessage
	fault   func(*gldap.ResponseWriter, *gldap.Request, *gldap.SearchMessage) bool
	most    int // members at once; 0 is any number
	limit   int // entries at once
	accept  func(name, password string) bool
	refused map[string]int
}

// Start starts a controller with DirSync that holds nobody; it stops at the end of the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, usn: 1000, limit: 1000, refused: map[string]int{}, root: map[string][]string{
		"defaultNamingContext":  {Context},
		"supportedCapabilities": {"1.2.840.113556.1.4.800"},
		"supportedControl":      {ldap.ControlTypePaging, ldap.ControlTypeDirSync},
		"dnsHostName":           {"dc1.example.test"},
		"dsServiceName":         {"CN=NTDS Settings,CN=DC1," + Context},
	}}
	s.objects = []Object{{DN: "CN=NTDS Settings,CN=DC1," + Context, Values: map[string][]string{"invocationId": {"0123456789abcdef"}}}}
	server, err := gldap.NewServer()
	s.must(err)
	mux, err := gldap.NewMux()
	s.must(err)
	s.must(mux.Bind(s.bind))
	s.must(mux.Search(s.search))
	s.must(server.Router(mux))
	address := freeAddress(t)
	go func() { _ = server.Run(address) }()
	t.Cleanup(func() { _ = server.Stop() })
	s.URL = "ldap://" + address
	awaitAnswer(t, address)
	return s
}

func (s *Server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func awaitAnswer(t testing.TB, address string) {
	t.Helper()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for range again.C {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		if t.Context().Err() != nil {
			t.Fatal(err)
		}
	}
}

// Put adds an object, or replaces the one with its objectGUID.
func (s *Server) Put(objects ...Object) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, object := range objects {
		s.usn++
		object.Values["uSNChanged"] = []string{fmt.Sprint(s.usn)}
		s.objects = slices.DeleteFunc(s.objects, func(other Object) bool {
			id := object.values("objectGUID")
			return len(id) > 0 && slices.Equal(other.values("objectGUID"), id)
		})
		s.objects = append(s.objects, object)
	}
}

// Remove removes the objects at a DN, without a trace.
func (s *Server) Remove(dn string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.objects = slices.DeleteFunc(s.objects, func(object Object) bool { return strings.EqualFold(object.DN, dn) })
}

// Root sets an attribute of the root entry.
func (s *Server) Root(attribute string, values ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.root[attribute] = values
}

// AtOnce limits how many members of a group are sent at once.
func (s *Server) AtOnce(most int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.most = most
}

// Accept lets a function decide which passwords are right; nil accepts all.
func (s *Server) Accept(accept func(name, password string) bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.accept = accept
}

func (s *Server) bind(w *gldap.ResponseWriter, r *gldap.Request) {
	s.mutex.Lock()
	accept := s.accept
	s.mutex.Unlock()
	code := gldap.ResultSuccess
	asked, err := r.GetSimpleBindMessage()
	if err != nil || accept != nil && !accept(asked.UserName, string(asked.Password)) {
		code = gldap.ResultInvalidCredentials
	}
	_ = w.Write(r.NewBindResponse(gldap.WithResponseCode(code)))
}

// Refuse answers searches with a control, by its object identifier, with a result code; 0 allows them again.
func (s *Server) Refuse(control string, code int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.refused[control] = code
}

// Fault lets a function answer searches instead; it reports whether it did. nil ends that.
func (s *Server) Fault(fault func(*gldap.ResponseWriter, *gldap.Request, *gldap.SearchMessage) bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.fault = fault
}

// Asked returns the searches that were made, and forgets them.
func (s *Server) Asked() []gldap.SearchMessage {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

func (s *Server) search(w *gldap.ResponseWriter, r *gldap.Request) {
	asked, err := r.GetSearchMessage()
	if err != nil {
		return
	}
	s.mutex.Lock()
	s.asked = append(s.asked, *asked)
	fault := s.fault
	s.mutex.Unlock()
	if fault != nil && fault(w, r, asked) {
		return
	}
	s.answer(w, r, asked)
}

// answer answers a search as a controller does.
func (s *Server) answer(w *gldap.ResponseWriter, r *gldap.Request, asked *gldap.SearchMessage) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	done := r.NewSearchDoneResponse(gldap.WithResponseCode(gldap.ResultSuccess))
	defer func() { _ = w.Write(done) }()
	for _, control := range asked.Controls {
		if code := s.refused[control.GetControlType()]; code != 0 {
			done.SetResultCode(code)
			return
		}
	}
	found := s.find(asked)
	if since, ok := cookieOf(asked); ok {
		found = slices.DeleteFunc(found, func(object Object) bool { return number(object.values("uSNChanged")[0]) <= since })
		done.SetControls(dirSync{s.usn})
	}
	if slices.ContainsFunc(asked.Controls, func(control gldap.Control) bool { return control.GetControlType() == ldap.ControlTypeSyncRequest }) {
		done.SetControls(syncDone{})
		return
	}
	for _, object := range s.page(asked, found, done) {
		s.send(w, r, asked, object)
	}
	if len(found) == 0 && asked.Scope == gldap.BaseObject && asked.BaseDN != "" {
		done.SetResultCode(gldap.ResultNoSuchObject)
	}
}

// page returns the entries of the page that is asked for; without pages, those up to the limit.
func (s *Server) page(asked *gldap.SearchMessage, found []Object, done *gldap.SearchResponseDone) []Object {
	for _, control := range asked.Controls {
		paging, ok := control.(*gldap.ControlPaging)
		if !ok {
			continue
		}
		from := int(max(number(string(paging.Cookie)), 0))
		to := min(from+min(int(paging.PagingSize), s.limit), len(found))
		next, err := gldap.NewControlPaging(0)
		if s.must(err); to < len(found) {
			next.SetCookie([]byte(fmt.Sprint(to)))
		}
		done.SetControls(next)
		return found[min(from, to):to]
	}
	if len(found) > s.limit {
		done.SetResultCode(gldap.ResultSizeLimitExceeded)
		return found[:s.limit]
	}
	return found
}

func (s *Server) find(asked *gldap.SearchMessage) []Object {
	if asked.BaseDN == "" && asked.Scope == gldap.BaseObject {
		root := map[string][]string{"highestCommittedUSN": {fmt.Sprint(s.usn)}}
		for name, values := range s.root {
			root[name] = values
		}
		return []Object{{Values: root}}
	}
	showsDeleted := slices.ContainsFunc(asked.Controls, func(control gldap.Control) bool {
		return slices.Contains([]string{ldap.ControlTypeMicrosoftShowDeleted, ldap.ControlTypeDirSync}, control.GetControlType())
	})
	var found []Object
	for _, object := range s.objects {
		if object.isBelow(asked.BaseDN, asked.Scope == gldap.BaseObject) && object.matches(asked.Filter) &&
			(showsDeleted || len(object.values("isDeleted")) == 0) {
			found = append(found, object)
		}
	}
	return found
}

// send sends an object with the attributes that were asked for, those with too many values in ranges.
func (s *Server) send(w *gldap.ResponseWriter, r *gldap.Request, asked *gldap.SearchMessage, object Object) {
	entry := r.NewSearchResponseEntry(object.DN)
	for _, description := range asked.Attributes {
		name, option, ranged := strings.Cut(description, ";range=")
		values := object.values(name)
		from := 0
		if ranged {
			from = int(number(strings.TrimSuffix(option, "-*")))
		}
		switch rest := values[min(from, len(values)):]; {
		case len(values) == 0:
		case s.most > 0 && len(rest) > s.most && strings.EqualFold(name, "member"):
			entry.AddAttribute(name, nil)
			entry.AddAttribute(fmt.Sprintf("%s;range=%d-%d", name, from, from+s.most-1), rest[:s.most])
		case ranged:
			entry.AddAttribute(fmt.Sprintf("%s;range=%d-*", name, from), rest)
		default:
			entry.AddAttribute(name, values)
		}
	}
	_ = w.Write(entry)
}

// cookieOf returns the update sequence number in a request's cookie of DirSync; ok is false where it has no such control.
func cookieOf(asked *gldap.SearchMessage) (since int64, ok bool) {
	for _, control := range asked.Controls {
		text, is := control.(*gldap.ControlString)
		if !is || text.ControlType != ldap.ControlTypeDirSync {
			continue
		}
		value, err := ber.DecodePacketErr([]byte(text.ControlValue))
		if err != nil || len(value.Children) != 3 || value.Children[2].Data.Len() != 8 {
			return 0, true
		}
		return int64(binary.BigEndian.Uint64(value.Children[2].Data.Bytes())), true
	}
	return 0, false
}

// dirSync is the control of an answer to DirSync, whose cookie is an update sequence number.
type dirSync struct{ usn int64 }

func (dirSync) GetControlType() string { return ldap.ControlTypeDirSync }
func (d dirSync) String() string       { return fmt.Sprintf("DirSync up to %d", d.usn) }

func (d dirSync) Encode() *ber.Packet {
	value := ber.NewSequence("value")
	value.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, int64(0), "flags"))
	value.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, int64(0), "length"))
	cookie := string(binary.BigEndian.AppendUint64(nil, uint64(d.usn)))
	value.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, cookie, "cookie"))
	return encodeControl(ldap.ControlTypeDirSync, value)
}

// syncDone is the control that ends an answer to a content synchronization: nothing changed.
type syncDone struct{}

func (syncDone) GetControlType() string { return ldap.ControlTypeSyncDone }
func (syncDone) String() string         { return "SyncDone" }

func (syncDone) Encode() *ber.Packet {
	value := ber.NewSequence("value")
	value.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "cookie", "cookie"))
	value.AppendChild(ber.NewBoolean(ber.ClassUniversal, ber.TypePrimitive, ber.TagBoolean, true, "refreshDeletes"))
	return encodeControl(ldap.ControlTypeSyncDone, value)
}

func encodeControl(kind string, value *ber.Packet) *ber.Packet {
	control := ber.NewSequence("control")
	control.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, kind, "type"))
	control.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, string(value.Bytes()), "value"))
	return control
}

// User returns an account of a person, whose objectGUID ends in a number.
func User(n int, name string, values ...string) Object {
	object := Object{DN: fmt.Sprintf("CN=%s,OU=Staff,%s", name, Context), Values: map[string][]string{
		"objectClass": {"top", "person", "organizationalPerson", "user"}, "sAMAccountType": {"805306368"},
		"objectGUID": {GUID(n)}, "cn": {name}, "displayName": {name}, "sAMAccountName": {strings.ToLower(strings.ReplaceAll(name, " ", "."))},
		"userAccountControl": {"512"},
	}}
	for i := 0; i+1 < len(values); i += 2 {
		object.Values[values[i]] = append(object.Values[values[i]], values[i+1])
	}
	return object
}

// GUID returns the bytes of an objectGUID that ends in a number.
func GUID(n int) string {
	return string(binary.BigEndian.AppendUint32([]byte("\x1e\xbc\xff\x1e\xa3\x4a\x9d\x4f\xa5\x08\xd4\xd8"), uint32(n)))
}

// Deleted returns what is left of an object that was deleted.
func Deleted(object Object) Object {
	return Object{DN: object.DN + `\0ADEL:1,CN=Deleted Objects,` + Context, Values: map[string][]string{
		"objectClass": object.values("objectClass"), "objectGUID": object.values("objectGUID"), "isDeleted": {"TRUE"},
	}}
}
