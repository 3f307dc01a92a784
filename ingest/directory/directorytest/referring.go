package directorytest

import (
	"io"
	"net"
	"strings"
	"testing"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// Referring returns the address of a way to a server that also refers to other ones, in each answer to a search that found
// entries, or found nobody below a base.
func Referring(t testing.TB, server string, referrals ...string) string {
	t.Helper()
	return between(t, server, func(message *ber.Packet) []*ber.Packet {
		if message.Children[1].Tag != ldap.ApplicationSearchResultDone {
			return []*ber.Packet{message}
		}
		var out []*ber.Packet
		for _, referral := range referrals {
			reference := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultReference, nil, "reference")
			reference.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, referral, "url"))
			out = append(out, envelope(message, reference))
		}
		return append(out, message)
	})
}

// ReferringAway returns the address of a way to a server that answers searches below a base by naming other servers.
func ReferringAway(t testing.TB, server string, referrals ...string) string {
	t.Helper()
	searches := 0
	return between(t, server, func(message *ber.Packet) []*ber.Packet {
		if message.Children[1].Tag != ldap.ApplicationSearchResultDone {
			return nil
		}
		if searches++; searches > 1 {
			return []*ber.Packet{message}
		}
		done := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultDone, nil, "done")
		done.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, int64(ldap.LDAPResultReferral), "code"))
		for range 2 { // the matched DN, and the words of the server
			done.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", "text"))
		}
		to := ber.Encode(ber.ClassContext, ber.TypeConstructed, 3, nil, "referral")
		for _, referral := range referrals {
			to.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, referral, "url"))
		}
		done.AppendChild(to)
		return []*ber.Packet{envelope(message, done)}
	})
}

// envelope returns an operation as a message of the same number as another one.
func envelope(like, operation *ber.Packet) *ber.Packet {
	message := ber.NewSequence("message")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, like.Children[0].Value, "number"))
	message.AppendChild(operation)
	return message
}

// At returns the address of a way to a server that listens at an address of this machine; it skips the test where that cannot
// be had.
func At(t testing.TB, address, server string) string {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Skip(err)
	}
	return accept(t, listener, server, func(message *ber.Packet) []*ber.Packet { return []*ber.Packet{message} })
}

// between returns the address of a way to a server on which each answer is changed.
func between(t testing.TB, server string, change func(*ber.Packet) []*ber.Packet) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return accept(t, listener, server, change)
}

func accept(t testing.TB, listener net.Listener, server string, change func(*ber.Packet) []*ber.Packet) string {
	t.Helper()
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go pass(client, strings.TrimPrefix(server, "ldap://"), change)
		}
	}()
	return "ldap://" + listener.Addr().String()
}

func pass(client net.Conn, address string, change func(*ber.Packet) []*ber.Packet) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	for {
		message, err := ber.ReadPacket(server)
		if err != nil || len(message.Children) < 2 {
			return
		}
		for _, each := range change(message) {
			if _, err := client.Write(each.Bytes()); err != nil {
				return
			}
		}
	}
}
