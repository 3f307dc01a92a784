package heatmap

import (
	"strconv"
	"testing"

	"github.com/sachant/sachant/api/address"
)

func TestACellHasAColourANumberAChangeAndLeadsToItsPeople(t *testing.T) {
	half, all := 0.5, 1.0
	now := Answer{Unit: "Usine", ByDomain: true, Columns: []AnswerColumn{{Name: "Soudage"}, {}}, Rows: []AnswerRow{
		{Unit: "Usine", Direct: true, Coverage: []*float64{&all, nil}}, {Unit: "Usine/Nord", Coverage: []*float64{&half}},
	}, All: &AnswerRow{Unit: "Usine"}}
	before := Answer{Columns: []AnswerColumn{{}, {Name: "Soudage"}}, Rows: []AnswerRow{{Unit: "Usine/Nord", Coverage: []*float64{nil, &all}}}}
	m := New(now, before, address.Parse("/hr/skills?unit=Usine&before=2025-01-01&show=nonsense&skip=3"), func(value float64, digits int) string {
		return strconv.FormatFloat(value, 'f', digits, 64)
	})
	if len(m.Rows) != 3 || m.Measure != Coverage {
		t.Fatalf("%d rows by %s", len(m.Rows), m.Measure)
	}
	cells := map[string]Cell{"direct": m.Rows[0].Cells[0], "unknown": m.Rows[0].Cells[1], "part": m.Rows[1].Cells[0], "short": m.Rows[1].Cells[1]}
	for name, want := range map[string]Cell{
		"direct":  {Tone: 5, Shown: "100\u00a0%", Href: "/hr/skills/people?direct=yes&domain=Soudage&unit=Usine"},
		"unknown": {Shown: "–", Href: "/hr/skills/people?direct=yes&domain=&unit=Usine"},
		"part":    {Tone: 2, Shown: "50\u00a0%", Changed: "−50\u00a0pt", Href: "/hr/skills/people?domain=Soudage&unit=Usine%2FNord"},
		"short":   {Shown: "–", Href: "/hr/skills/people?domain=&unit=Usine%2FNord"},
	} {
		if got := (Cell{Tone: cells[name].Tone, Shown: cells[name].Shown, Changed: cells[name].Changed, Href: cells[name].Href}); got != want {
			t.Errorf("%s: %+v, not %+v", name, got, want)
		}
	}
	if row := m.Rows[1]; row.Name != "Nord" || row.Href != "/hr/skills?before=2025-01-01&show=nonsense&unit=Usine%2FNord" {
		t.Errorf("a part is %q and leads to %s", row.Name, row.Href)
	}
	if row := m.Rows[2]; !row.All || row.Href != "" {
		t.Errorf("the last row is not the sum: %+v", row)
	}
}
