package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// The setups that are documented give each role to those who are in its group, and to nobody else: the command line and the
// environment are read from the files as systemd, Docker and a shell would.
func TestDocumentedSetupsGiveRoles(t *testing.T) {
	page := readText(t, "../../docs/operations.md")
	unit := readText(t, "../../deploy/sachant.service")
	for name, setup := range map[string]struct {
		command     string
		environment map[string]string
	}{
		"systemd":               {command: argumentsOf(t, unit, `(?m)^ExecStart=/usr/local/bin/sachant (serve.*)$`)},
		"systemd in the docs":   {command: argumentsOf(t, page, `(?m)^ExecStart=/usr/local/bin/sachant (serve.*)$`)},
		"compose":               composeSetup(t),
		"flags, as in the docs": {command: argumentsOf(t, page, `(?ms)^sachant (serve --listen.*?)$\n`+"```")},
	} {
		t.Run(name, func(t *testing.T) {
			identity := identityOf(t, setup.command, setup.environment)
			if header := forwarded(page, identity.UserHeader); header == "" || header == `""` {
				t.Errorf("nginx sends no %s", identity.UserHeader)
			}
			if header := forwarded(page, identity.GroupsHeader); header == "" || header == `""` {
				t.Errorf("nginx sends no %s", identity.GroupsHeader)
			}
			for group, role := range map[string]access.Role{identity.Roles.HR: access.HRRole, identity.Roles.Recruiter: access.Recruiter, "everybody": ""} {
				viewer := viewerOf(t, identity, group)
				if role != "" && !viewer.Is(role) || role == "" && (viewer.Is(access.HRRole) || viewer.Is(access.Recruiter)) {
					t.Errorf("a member of %q is %v", group, viewer.Roles)
				}
			}
		})
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func argumentsOf(t *testing.T, text, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("nothing is like %s", pattern)
	}
	return strings.ReplaceAll(found[1], "\\\n", " ")
}

// composeSetup reads the service of compose.yaml, with the defaults of its variables.
func composeSetup(t *testing.T) (setup struct {
	command     string
	environment map[string]string
}) {
	t.Helper()
	var file struct {
		Services map[string]struct {
			Command     []string
			Environment map[string]string
			Volumes     []string
		}
	}
	if err := yaml.Unmarshal([]byte(readText(t, "../../deploy/compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	service := file.Services["sachant"]
	setup.command, setup.environment = strings.Join(service.Command, " "), map[string]string{}
	byDefault := regexp.MustCompile(`\$\{\w+:-([^}]*)\}`)
	for name, value := range service.Environment {
		setup.environment[name] = byDefault.ReplaceAllString(value, "$1")
	}
	if !strings.Contains(strings.Join(service.Volumes, "\n"), "./sachant.yaml:/etc/sachant/sachant.yaml") {
		t.Error("the configuration is not in the container")
	}
	return setup
}

// identityOf returns what a command line, with an environment, says of who is asking.
func identityOf(t *testing.T, command string, environment map[string]string) signin.ProxyConfig {
	t.Helper()
	arguments := strings.Fields(strings.ReplaceAll(command, "/etc/sachant/sachant.yaml", "../../deploy/sachant.yaml"))
	var errors bytes.Buffer
	o, err := cli.NewOptions(arguments, environmentOf(environment, &errors))
	if err != nil {
		t.Fatal(err)
	}
	serve := &serving.Options{Options: o}
	made := serving.NewServe(serve)
	made.PersistentFlags().StringVar(&o.ConfigName, "config", "", "")
	if err := made.ParseFlags(arguments[1:]); err != nil {
		t.Fatal(err)
	}
	if err := o.Configure(made); err != nil {
		t.Fatal(err)
	}
	if err := serve.Check(); err != nil {
		t.Fatal(err)
	}
	proxy, err := serve.Proxy()
	if err != nil {
		t.Fatal(err)
	}
	return proxy
}

func environmentOf(variables map[string]string, errors *bytes.Buffer) cli.Environment {
	return cli.Environment{Stdout: errors, Stderr: errors, Getenv: func(name string) string { return variables[name] }, Now: time.Now}
}

// forwarded returns what the nginx of a page sends as a header.
func forwarded(page, header string) string {
	found := regexp.MustCompile(`proxy_set_header ` + regexp.QuoteMeta(header) + ` (.*);`).FindStringSubmatch(page)
	if found == nil {
		return ""
	}
	return found[1]
}

func viewerOf(t *testing.T, identity signin.ProxyConfig, group string) access.Viewer {
	t.Helper()
	identity.Find = func(context.Context, string) (graph.Key, error) { return "person/ada", nil }
	identify, err := signin.Proxy(identity)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	request.RemoteAddr = identity.Proxies[0].Addr().String() + ":4711"
	request.Header.Set(identity.UserHeader, "ada@example.com")
	request.Header.Set(identity.GroupsHeader, group)
	viewer, err := identify(request)
	if err != nil {
		t.Fatal(err)
	}
	return viewer
}

// What deploy/sachant.yaml shows as a comment is a configuration too, once the comment is taken off.
func TestCommentsOfTheConfigurationAreSettings(t *testing.T) {
	text := regexp.MustCompile(`(?m)^(\s*)# (\s*(?:- )?[a-z_]+:.*)$`).ReplaceAllString(readText(t, "../../deploy/sachant.yaml"), "$1$2")
	file, err := config.Read(strings.NewReader(text), "sachant.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"sign_in.oidc.client_secret_file", "sign_in.directory.bind_dn", "roles.administrator.group", "roles.community_manager.communities", "roles.hr.perimeters"} {
		if _, said := file.Value(key); !said {
			t.Errorf("no comment shows %s", key)
		}
	}
}
