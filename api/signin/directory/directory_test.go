package directory_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/signin/directory"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	source "github.com/sachant/sachant/ingest/directory"
)

// people are two with a name each, one whose entry's name needs escaping, and two who share an address.
const people = `dn: dc=exemple,dc=fr
objectClass: dcObject
objectClass: organization
dc: exemple
o: Exemple

dn: uid=ada,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: ada
cn: Ada
sn: Ada
mail: ada@exemple.fr
employeeNumber: 0001
userPassword: pâssword of ada

dn: cn=Bob\, le grand \+ (Usine),dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: bob
cn: Bob, le grand + (Usine)
sn: Bob
mail: accueil@exemple.fr
employeeNumber: 0002
userPassword: of bob

dn: uid=cid,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: cid
cn: Cid
sn: Cid
mail: accueil@exemple.fr
userPassword: of cid

dn: uid=printer,dc=exemple,dc=fr
objectClass: account
objectClass: simpleSecurityObject
uid: printer
userPassword: of a device

dn: cn=rh,dc=exemple,dc=fr
objectClass: groupOfNames
cn: rh
member: uid=ada,dc=exemple,dc=fr
member: cn=Bob\, le grand \+ (Usine),dc=exemple,dc=fr
`

func ldif(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.ldif")
	if err := os.WriteFile(path, []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// configOf is a configuration for a server, with the account that searches.
func configOf(slapd *live.Server) directory.Config {
	return directory.Config{Groups: true, Server: source.Server{
		Options: source.Options{Source: "directory", Namer: graph.Namer{}}, URL: slapd.URL, BindDN: slapd.Admin, BindPassword: slapd.Password,
	}}
}

func open(t *testing.T, config directory.Config) *directory.Directory {
	t.Helper()
	made, err := directory.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// A name in each of its forms, with its password, is one account, with its groups.
func TestWhoHasANameAndAPassword(t *testing.T) {
	made := open(t, configOf(live.Slapd(t, "dc=exemple,dc=fr", ldif(t))))
	for name, password := range map[string]string{"ada": "pâssword of ada", " ADA@exemple.fr": "pâssword of ada", "bob": "of bob"} {
		identity, err := made.Authenticate(t.Context(), name, password)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.Equal(identity.Groups, []string{"cn=rh,dc=exemple,dc=fr"}) {
			t.Errorf("%s is in %v", name, identity.Groups)
		}
		namer := graph.Namer{}
		number := map[bool]string{true: "0002", false: "0001"}[name == "bob"]
		if want := graph.NodeKey(graph.KindAccount, namer.ID("account", "directory", "employeeNumber", number)); !slices.Contains(identity.Accounts, want) {
			t.Errorf("%s is %v, without %s", name, identity.Accounts, want)
		}
	}
}

// A member of a group is a member of the groups that hold it, and of the groups that hold these, also in a circle.
func TestGroupsAreNested(t *testing.T) {
	path := ldif(t)
	group := func(name string, members ...string) string {
		text := "\ndn: cn=" + name + ",dc=exemple,dc=fr\nobjectClass: groupOfNames\ncn: " + name + "\n"
		for _, member := range members {
			text += "member: " + member + "\n"
		}
		return text
	}
	nested := people + group("lyon", "cn=rh,dc=exemple,dc=fr") + group("france", "cn=lyon,dc=exemple,dc=fr", "cn=monde,dc=exemple,dc=fr") +
		group("monde", "cn=france,dc=exemple,dc=fr") + group("paris", "uid=cid,dc=exemple,dc=fr")
	if err := os.WriteFile(path, []byte(nested), 0o600); err != nil {
		t.Fatal(err)
	}
	made := open(t, configOf(live.Slapd(t, "dc=exemple,dc=fr", path)))
	identity, err := made.Authenticate(t.Context(), "ada", "pâssword of ada")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(identity.Groups)
	if want := []string{"cn=france,dc=exemple,dc=fr", "cn=lyon,dc=exemple,dc=fr", "cn=monde,dc=exemple,dc=fr", "cn=rh,dc=exemple,dc=fr"}; !slices.Equal(identity.Groups, want) {
		t.Errorf("Ada is in %v, want %v", identity.Groups, want)
	}
}

// The list of what is refused: none of it signs anybody in, and no reason holds the name or the password.
func TestWhatIsRefused(t *testing.T) {
	made := open(t, configOf(live.Slapd(t, "dc=exemple,dc=fr", ldif(t))))
	for what, typed := range map[string][2]string{
		"another password":           {"ada", "of bob"},
		"an empty LDAP password":     {"ada", ""},
		"an empty name":              {"", "of bob"},
		"a name of nobody":           {"eve", "of bob"},
		"an address of two people":   {"accueil@exemple.fr", "of bob"},
		"a pattern":                  {"a*", "pâssword of ada"},
		"a filter":                   {"eve)(uid=ada", "pâssword of ada"},
		"a filter that always holds": {"*)(objectClass=*", "pâssword of ada"},
		"a DN":                       {"uid=ada,dc=exemple,dc=fr", "pâssword of ada"},
		"DN injection":               {"ada,dc=exemple,dc=fr\x00", "pâssword of ada"},
		"the account that searches":  {"cn=admin,dc=exemple,dc=fr", "secret"},
		"a device":                   {"printer", "of a device"},
		"a name without end":         {strings.Repeat("a", 5000), "of bob"},
		"a password without end":     {"ada", strings.Repeat("a", 5000)},
	} {
		t.Run(what, func(t *testing.T) {
			identity, err := made.Authenticate(t.Context(), typed[0], typed[1])
			if !errors.Is(err, directory.ErrRefused) || identity.Accounts != nil {
				t.Fatalf("%+v, %v", identity, err)
			}
			if text := err.Error(); typed[0] != "" && strings.Contains(text, typed[0]) || typed[1] != "" && strings.Contains(text, typed[1]) {
				t.Errorf("%q holds what was typed", text)
			}
		})
	}
}

// TestNothingIsAskedWithoutAPassword: an empty password never reaches a server, which would agree to it.
func TestNothingIsAskedWithoutAPassword(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "ldap://" + listener.Addr().String()
	if err := listener.Close(); err != nil { // whatever asks it fails otherwise than refused
		t.Fatal(err)
	}
	made := open(t, directory.Config{Server: source.Server{Options: source.Options{Source: "directory"}, URL: url}})
	if _, err := made.Authenticate(t.Context(), "ada", ""); !errors.Is(err, directory.ErrRefused) {
		t.Errorf("without a password: %v", err)
	}
	if _, err := made.Authenticate(t.Context(), "ada", "password"); err == nil || errors.Is(err, directory.ErrRefused) {
		t.Errorf("a server that is away: %v, want that it is", err)
	}
}

func TestAConfigurationThatIsWrong(t *testing.T) {
	for _, logins := range [][]string{{"uid)(a=b"}, {""}} {
		if _, err := directory.New(directory.Config{Server: source.Server{Options: source.Options{Source: "directory"}}, Logins: logins}); err == nil {
			t.Errorf("the attributes %q are taken", logins)
		}
	}
	if _, err := directory.New(directory.Config{}); err == nil {
		t.Error("a directory without a source is taken")
	}
}
