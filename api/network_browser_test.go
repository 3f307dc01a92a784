package api

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sachant/sachant/fixtures/live/browser"
)

// Pages that are no row of a table are held to the rules of WCAG 2.2 as they are painted, on a telephone and on a desktop, in light
// and in dark.
func TestSubscriptionsAndTheExplorerAreAccessible(t *testing.T) {
	handler := company(t, story())
	k := browser.Keyboard{T: t, Context: browser.Open(t)}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	for _, width := range []int64{390, 1280} {
		for _, dark := range []bool{false, true} {
			if err := (browser.Screen{Width: width, Height: 844, Dark: dark}).Put(k.Context); err != nil {
				t.Fatal(err)
			}
			for _, address := range []string{"/", "/people", "/me/subscriptions", "/explorer", "/around/person/worker", "/skill/soudage-tig", "/person/worker"} {
				k.Do(chromedp.Navigate(server.URL + address))
				for _, wrong := range k.Audit() {
					t.Errorf("%s, %d wide, dark: %v: %s", address, width, dark, wrong)
				}
			}
		}
	}
}
