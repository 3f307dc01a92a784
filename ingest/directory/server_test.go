package directory_test

import (
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

func serverOf(t *testing.T, url string, pageSize uint32) directory.Server {
	t.Helper()
	return directory.Server{Options: options(), URL: url, PageSize: pageSize}
}

// TestARealDirectoryServer is the life of a directory: it is imported, three people leave, and
// then it breaks down in the middle of a page.
func TestARealDirectoryServer(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", live.Data(t, "interviews", "people.ldif"))
	c := newCompany(t)
	first := c.read(serverOf(t, slapd.URL, 2))
	expect(t, "read", first.Read, counts("person", 9))
	expect(t, "people", first.Added["person"], 9)
	expect(t, "people with their manager", first.Added["reports_to"], 6)
	expect(t, "warnings", first.Warnings, []string{})
	expect(t, "exit", first.Exit(), 0)

	file := c.read(directory.File{Options: options(), Path: live.Data(t, "interviews", "people.ldif")})
	expect(t, "added and changed by the file that was loaded", []map[string]int{file.Added, file.Changed}, []map[string]int{{}, {}})

	again := c.read(serverOf(t, slapd.URL, 4))
	expect(t, "added, changed, removed", []map[string]int{again.Added, again.Changed, again.Removed},
		[]map[string]int{{}, {}, {}})

	for _, uid := range []string{"kould", "esozen", "rabadie"} {
		slapd.Delete("uid=" + uid + ",ou=people,dc=exemple,dc=fr")
	}
	third := c.read(serverOf(t, slapd.URL, 2))
	expect(t, "removed", third.Removed, counts("person", 3))
	expect(t, "present", len(c.present()), 6)

	before := c.present()
	broken := c.read(serverOf(t, cut(t, slapd.URL, 2, 1), 2))
	expect(t, "present after the server broke down", c.present(), before)
	expect(t, "removed", broken.Removed, counts())
	expect(t, "exit", broken.Exit(), 3)
	mention(t, "the warnings", broken.Warnings, "nobody was taken to have left", "the connection broke off")

	slapd.Stop()
	report, err := c.importer().Run(t.Context(), serverOf(t, slapd.URL, 2))
	if err == nil || !strings.Contains(err.Error(), "connect") {
		t.Errorf("error = %v, want that no connection is possible", err)
	}
	expect(t, "exit where the server is down", report.Exit(), 1)
	expect(t, "present", c.present(), before)
}

func TestARenamedEntryIsTheSamePerson(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", live.Data(t, "interviews", "people.ldif"))
	c := newCompany(t)
	c.read(serverOf(t, slapd.URL, 0))
	slapd.Rename("uid=pmartin,ou=people,dc=exemple,dc=fr", "uid=pmartin-dupont")
	slapd.Replace("uid=pmartin-dupont,ou=people,dc=exemple,dc=fr", "cn", "Paul MARTIN-DUPONT")
	for _, uid := range []string{"zlefevre", "kould", "esozen"} {
		slapd.Replace("uid="+uid+",ou=people,dc=exemple,dc=fr", "manager", "UID=PMartin-Dupont, ou=People,DC=exemple,dc=fr")
	}
	report := c.read(serverOf(t, slapd.URL, 0))
	expect(t, "added and removed", []map[string]int{report.Added, report.Removed}, []map[string]int{{}, {}})
	expect(t, "changed", report.Changed, counts("person", 1))
}

func TestAnotherIdentityOnTheServerIsRefused(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", live.Data(t, "interviews", "people.ldif"))
	c := newCompany(t)
	c.read(serverOf(t, slapd.URL, 0))
	other := serverOf(t, slapd.URL, 0)
	other.Identity = "UID"
	report, err := c.importer().Run(t.Context(), other)
	if err == nil || !strings.Contains(err.Error(), "identified by entryUUID, not by uid") {
		t.Errorf("error = %v, want one that names both attributes", err)
	}
	expect(t, "exit", report.Exit(), 1)
}

func TestTheServersLimitLetsNobodyLeave(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", write(t, "crowd.ldif", crowd(600)))
	c := newCompany(t)
	admin := serverOf(t, slapd.URL, 100)
	admin.BindDN, admin.BindPassword = slapd.Admin, slapd.Password
	expect(t, "people", c.read(admin).Added["person"], 600)
	report := c.read(serverOf(t, slapd.URL, 100))
	expect(t, "removed", report.Removed, counts())
	expect(t, "exit", report.Exit(), 3)
	mention(t, "the warnings", report.Warnings, "result 4", "--bind-dn")
}

func TestWhoAsksHasToProveIt(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", live.Data(t, "interviews", "people.ldif"))
	for _, test := range []struct{ password, want string }{{"", "needs a password"}, {"wrong", "bind as cn=admin"}} {
		c := newCompany(t)
		admin := serverOf(t, slapd.URL, 0)
		admin.BindDN, admin.BindPassword = slapd.Admin, test.password
		report, err := c.importer().Run(t.Context(), admin)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("with password %q: error = %v, want %q", test.password, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "wrong") {
			t.Errorf("the error tells the password: %v", err)
		}
		expect(t, "exit", report.Exit(), 1)
	}
}

func TestAnInterruptedReadingLetsNobodyLeave(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", live.Data(t, "interviews", "people.ldif"))
	c := newCompany(t)
	c.read(serverOf(t, slapd.URL, 0))
	before := c.present()
	ctx, stop := context.WithCancel(t.Context())
	pages := 0
	report, err := c.importer().Run(ctx, reader(func(ctx context.Context, sink ingest.Sink) error {
		return serverOf(t, slapd.URL, 2).Read(ctx, watched{sink, func() {
			if pages++; pages == 2 {
				stop()
			}
		}})
	}))
	if err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("error = %v, want that the context was cancelled", err)
	}
	expect(t, "removed", report.Removed, counts())
	expect(t, "present", c.present(), before)
}

func TestAMachineElsewhereIsNotAskedInPlainText(t *testing.T) {
	var asked atomic.Int64
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			first := make([]byte, 256)
			n, _ := conn.Read(first)
			if strings.Contains(string(first[:n]), "1.3.6.1.4.1.1466.20037") {
				asked.Add(1) // StartTLS
			}
			_ = conn.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	// 0.0.0.0 reaches this machine, but is not a loopback address.
	_, err = newCompany(t).importer().Run(t.Context(), serverOf(t, "ldap://0.0.0.0:"+port, 0))
	if err == nil || !strings.Contains(err.Error(), "encrypt the connection") {
		t.Errorf("error = %v, want that the connection could not be encrypted", err)
	}
	expect(t, "times that the server was asked for StartTLS first", asked.Load(), int64(1))
}

type reader func(context.Context, ingest.Sink) error

func (r reader) Read(ctx context.Context, sink ingest.Sink) error { return r(ctx, sink) }

// watched is a sink that tells when a page was read.
type watched struct {
	ingest.Sink
	page func()
}

func (w watched) Progress(done, total int64) {
	w.page()
	w.Sink.Progress(done, total)
}

// cut is the address of a way to a server that lets so many whole pages through, and of the next
// one so many entries, and then breaks off.
func cut(t *testing.T, url string, pages, entries int) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = client.Close() }()
		server, err := net.Dial("tcp", strings.TrimPrefix(url, "ldap://"))
		if err != nil {
			return
		}
		defer func() { _ = server.Close() }()
		go func() { _, _ = io.Copy(server, client) }()
		passOn(client, server, pages, entries)
	}()
	return "ldap://" + listener.Addr().String()
}

// passOn copies messages from a server; the search for the base counts as no page.
func passOn(client io.Writer, server io.Reader, pages, entries int) {
	const entry, done = 0x64, 0x65
	pages++ // the search for the base
	for {
		message, operation, err := readMessage(server)
		if err != nil {
			return
		}
		switch {
		case operation == done:
			pages--
		case operation == entry && pages == 0:
			entries--
		}
		if entries < 0 {
			return
		}
		if _, err := client.Write(message); err != nil {
			return
		}
	}
}

// readMessage reads one message of LDAP (BER: a sequence of an integer and the operation).
func readMessage(in io.Reader) (message []byte, operation byte, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, 0, err
	}
	length, more := int(head[1]), []byte(nil)
	if head[1]&0x80 != 0 {
		more = make([]byte, head[1]&0x7f)
		if _, err := io.ReadFull(in, more); err != nil {
			return nil, 0, err
		}
		length = 0
		for _, b := range more {
			length = length<<8 | int(b)
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, 0, err
	}
	return slices.Concat(head, more, body), body[2+body[1]], nil
}
