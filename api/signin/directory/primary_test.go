package directory_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/api/signin/directory"
	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/directory/directorytest"
)

// The primary group of Active Directory lists nobody, and gives its roles all the same, with the groups that hold it.
func TestThePrimaryGroupIsAGroup(t *testing.T) {
	const domain = "\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00\x01\x02\x03\x04"
	controller := directorytest.Start(t)
	group := func(name string, values ...string) directorytest.Object {
		object := directorytest.Object{DN: "CN=" + name + "," + directorytest.Context, Values: map[string][]string{"objectClass": {"group"}}}
		for i := 0; i+1 < len(values); i += 2 {
			object.Values[values[i]] = values[i+1 : i+2]
		}
		return object
	}
	controller.Put(directorytest.User(1, "Ada", "objectSid", domain+"\x4d\x04\x00\x00", "primaryGroupID", "513"),
		group("Domain Users", "objectSid", domain+"\x01\x02\x00\x00"), group("Other", "objectSid", domain+"\x02\x02\x00\x00"),
		group("Everybody", "member", "CN=Domain Users,"+directorytest.Context))
	made := open(t, directory.Config{Groups: true, Server: source.Server{
		Options: source.Options{Source: "directory", Namer: graph.Namer{}}, URL: controller.URL, BindDN: "reader", BindPassword: "secret",
	}})
	identity, err := made.Authenticate(t.Context(), "ada", "her password")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(identity.Groups)
	if want := []string{"CN=Domain Users," + directorytest.Context, "CN=Everybody," + directorytest.Context}; !slices.Equal(identity.Groups, want) {
		t.Errorf("Ada is in %q, want %q", identity.Groups, want)
	}
}
