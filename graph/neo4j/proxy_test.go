package neo4j_test

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// cut says when a connection is dropped around a commit.
type cut int32

const (
	never          cut = iota
	beforeServer       // the server never hears of the commit
	beforeItsReply     // the server hears of it; nobody waits for the answer
	afterItsReply      // the server answers, and the answer is lost
)

// proxy passes connections on to a server, and drops one when a commit goes through it.
type proxy struct {
	uri      string
	target   string
	listener net.Listener
	next     atomic.Int32 // the cut that the next commit meets
	whenCut  func()       // called as it does
	refuses  atomic.Bool  // nobody is let through, as if the server were gone
	lock     sync.Mutex
	open     map[net.Conn]bool
}

func newProxy(t *testing.T, uri string) *proxy {
	t.Helper()
	target, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{uri: "bolt://" + listener.Addr().String(), target: target.Host, listener: listener, whenCut: func() {}, open: map[net.Conn]bool{}}
	t.Cleanup(func() { p.close(); _ = listener.Close() })
	go p.accept()
	return p
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.pass(client)
	}
}

func (p *proxy) pass(client net.Conn) {
	defer func() { _ = client.Close() }()
	if p.refuses.Load() {
		return
	}
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	p.keep(client, server)
	defer func() { _ = server.Close() }()
	var silent atomic.Bool // the server's next answer is lost
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.answers(client, server, &silent)
	}()
	p.requests(client, server, &silent)
	_ = server.Close()
	<-ended
}

// requests passes on what the client says, until its connection is dropped.
func (p *proxy) requests(client, server net.Conn, silent *atomic.Bool) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		now := never
		if commits(buffer[:n]) {
			now = cut(p.next.Swap(int32(never)))
		}
		if now != never {
			p.whenCut()
		}
		if now == beforeServer {
			return
		}
		if now == afterItsReply {
			silent.Store(true)
		}
		if _, err := server.Write(buffer[:n]); err != nil || now == beforeItsReply {
			return
		}
	}
}

// commits reports whether there is a Bolt message COMMIT, the chunk B0 12.
func commits(message []byte) bool { return bytes.Contains(message, []byte{0, 2, 0xb0, 0x12, 0, 0}) }

func (p *proxy) answers(client, server net.Conn, silent *atomic.Bool) {
	defer func() { _ = client.Close() }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := server.Read(buffer)
		if err != nil || silent.Load() {
			return
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) keep(ends ...net.Conn) {
	p.lock.Lock()
	defer p.lock.Unlock()
	for _, end := range ends {
		p.open[end] = true
	}
}

// close drops every connection.
func (p *proxy) close() {
	p.lock.Lock()
	defer p.lock.Unlock()
	for end := range p.open {
		_ = end.Close()
		delete(p.open, end)
	}
}
