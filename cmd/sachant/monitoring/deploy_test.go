package monitoring_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sachant/sachant/api/metrics"
)

// familiesOf returns the names of all metrics that a server can have.
func familiesOf(t *testing.T) map[string]bool {
	t.Helper()
	m := metrics.New(metrics.Build{})
	m.Request("/", "GET", 200, time.Second)
	m.Stage("rank", time.Second)
	m.StoreOperation("commit", time.Second, context.Canceled)
	m.SourceRan("a", metrics.Done, time.Unix(1, 0))
	m.Message("info")
	m.Watch(func(context.Context) metrics.State { return metrics.State{Followed: time.Unix(1, 0)} }, time.Now)
	gathered, err := m.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, family := range gathered {
		names[family.GetName()] = true
	}
	return names
}

// expressionsOf returns the expressions of the dashboard and of the alerts.
func expressionsOf(t *testing.T) map[string][]string {
	t.Helper()
	var dashboard struct {
		Panels []struct{ Targets []struct{ Expr string } }
	}
	var rules struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	for name, into := range map[string]func([]byte) error{
		"grafana-dashboard.json": func(text []byte) error { return json.Unmarshal(text, &dashboard) },
		"alerts.yaml":            func(text []byte) error { return yaml.Unmarshal(text, &rules) },
	} {
		text, err := os.ReadFile("../../../deploy/" + name)
		if err == nil {
			err = into(text)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	found := map[string][]string{}
	for _, panel := range dashboard.Panels {
		for _, target := range panel.Targets {
			found["grafana-dashboard.json"] = append(found["grafana-dashboard.json"], target.Expr)
		}
	}
	for _, group := range rules.Groups {
		for _, rule := range group.Rules {
			found["alerts.yaml"] = append(found["alerts.yaml"], rule.Expr)
		}
	}
	return found
}

// A server has each metric that the dashboard and the alerts ask for, and the page on monitoring names each metric of a server.
func TestDashboardAndAlertsNameMetricsThatAreThere(t *testing.T) {
	families := familiesOf(t)
	name := regexp.MustCompile(`\b(?:sachant|go|process)_[a-z_]+\b`)
	suffix := regexp.MustCompile(`_(?:bucket|sum|count)$`)
	for file, expressions := range expressionsOf(t) {
		if len(expressions) < 10 {
			t.Errorf("%s has %d expressions", file, len(expressions))
		}
		for _, expression := range expressions {
			for _, used := range name.FindAllString(expression, -1) {
				if !families[used] && !families[suffix.ReplaceAllString(used, "")] {
					t.Errorf("%s asks for %s, which no server has", file, used)
				}
			}
		}
	}
	page, err := os.ReadFile("../../../docs/monitoring.md")
	if err != nil {
		t.Fatal(err)
	}
	for family := range families {
		if strings.HasPrefix(family, "sachant_") && !strings.Contains(string(page), "`"+family+"`") {
			t.Errorf("docs/monitoring.md does not name %s", family)
		}
	}
}
