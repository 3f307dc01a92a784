package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/rights"
)

// Somebody asks to restrict what is known of them; once the data protection officer says that it is done, the person and the
// officer alone see that they are there, nobody finds or counts them, and nothing stored is lost; lifted, all is as before.
func TestWhatIsRestrictedIsKeptAndNotUsed(t *testing.T) {
	store := newStore(t)
	put(t, store, story()...)
	gate := access.NewGate(store, store)
	officer := viewer(mo, access.DPO)
	everybody := map[string]access.Viewer{"a colleague": access.Colleague(), "the manager": viewer(bob), "human resources": viewer(hugo, access.HRRole), "a recruiter": viewer(hugo, access.Recruiter), "an administrator": viewer(hugo, access.Administrator)}
	about := func(who access.Viewer) (keys []graph.Key) {
		for key := range scan(t, gate.View(who)) {
			if strings.Contains(string(key), string(alice)) || key == meeting || key == "account/a" {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		return keys
	}
	before := map[string][]graph.Key{}
	for name, who := range everybody {
		before[name] = about(who)
	}
	stored, own := len(scanned(t, store, graph.Whole)), len(about(viewer(alice)))
	request, err := rights.Ask(t.Context(), gate.View(viewer(alice)), graph.RightRestrict, "it is wrong", "2026-06-01")
	if err != nil {
		t.Fatal(err)
	}
	if err := rights.Restrict(t.Context(), gate.View(viewer(hugo, access.HRRole)), alice, true, "2026-06-02"); err == nil {
		t.Error("human resources restrict")
	}
	if err := rights.Answer(t.Context(), gate.View(officer), request, graph.RequestDone, "", "2026-06-02"); err != nil {
		t.Fatal(err)
	}
	for name, who := range everybody {
		if keys := about(who); len(keys) > 0 {
			t.Errorf("%s sees %v", name, keys)
		}
	}
	if keys := about(viewer(alice)); len(keys) < own {
		t.Errorf("she sees %v of herself", keys)
	}
	if keys := about(officer); !slices.Contains(keys, alice) || slices.Contains(keys, meeting) {
		t.Errorf("the officer sees %v", keys)
	}
	for name, who := range map[string]access.Viewer{"she herself": viewer(alice), "the officer": officer} {
		view := gate.View(who)
		nodes, err := view.NodeIDs(t.Context(), alice, bob)
		if err != nil {
			t.Fatal(err)
		}
		if ranked, err := view.KeepRanked(t.Context(), nodes); err != nil || len(ranked) != 1 {
			t.Errorf("%s finds %d people, %v", name, len(ranked), err)
		}
	}
	counts, err := gate.View(viewer(hugo, access.HRRole)).Count(t.Context(), graph.Date("2026-06-02").Day())
	if err != nil || counts.People[0] != 3 {
		t.Errorf("the company is %v, %v", counts.People, err)
	}
	if now := len(scanned(t, store, graph.Whole)); now != stored+3 { // the request, its author and the restriction
		t.Errorf("%d facts are stored, %d were", now, stored)
	}
	if err := rights.Restrict(t.Context(), gate.View(officer), alice, false, "2026-06-03"); err != nil {
		t.Fatal(err)
	}
	for name, who := range everybody {
		if keys := about(who); !slices.Equal(keys, before[name]) {
			t.Errorf("lifted, %s sees %v, and saw %v", name, keys, before[name])
		}
	}
}

// The officer names people by address or full name; a name that several bear, or nobody, names nobody.
func TestTheOfficerNamesPeople(t *testing.T) {
	view := gate(t).View(viewer(mo, access.DPO))
	for who, want := range map[string]graph.Key{"alice": alice, " Bob ": bob, "person/hugo": hugo, "Hana": "", "": "", "nobody@example.com": ""} {
		if found, err := rights.PersonNamed(t.Context(), view, who); found != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", who, found, err)
		}
	}
}

// The audit is read by the data protection officer, and by nobody that it watches.
func TestP12WhoIsWatchedReadsNoAudit(t *testing.T) {
	gate := gate(t)
	for want, viewers := range map[bool][]access.Viewer{
		true:  {viewer(mo, access.DPO), viewer(mo, access.DPO, access.Administrator)},
		false: {{}, access.Colleague(), viewer(mo), viewer(mo, access.HRRole), viewer(mo, access.Administrator), viewer(mo, access.DPO, access.HRRole), viewer(mo, access.DPO, access.Recruiter), {Roles: []access.Role{access.Employee, access.DPO}}},
	} {
		for _, who := range viewers {
			if is := rights.ReadsAudit(gate.View(who)); is != want {
				t.Errorf("%v reads the audit: %v", who, is)
			}
		}
	}
}
