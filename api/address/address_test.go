package address

import "testing"

func TestAnAddressIsMadeFromTheOneAtHand(t *testing.T) {
	here := Parse("/hr/skills?unit=Production&skip=50&on=2026-01-01")
	further, more := here.Further(200, 50)
	if _, last := here.Further(100, 50); last || !more {
		t.Error("a list does not end where it ends")
	}
	for want, got := range map[string]Address{
		"/hr/skills?on=2026-01-01&skip=50&unit=Production":  here,
		"/hr/skills?on=2026-01-01&skip=100&unit=Production": further,
		"/hr/skills?on=2026-01-01&unit=A%2FB":               here.With("unit", "A/B"),
		"/hr/skills?unit=Production":                        here.With("on", ""),
		"/hr/skills?domain=&on=2026-01-01&unit=Production":  here.Set("domain", ""),
		"/hr/risks?unit=Production":                         here.At("/hr/risks").Without("on"),
		"/hr/skills":                                        here.Without("on", "unit"),
		"":                                                  Parse("%zz"),
	} {
		if got.String() != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}
