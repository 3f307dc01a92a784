package api

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures/live/browser"
)

// Somebody whose browser runs scripts is offered the skills that there are while they type. The script of the page runs,
// and no other: the policy of the page is that of the server.
func TestSkillsAreOfferedWhileTyping(t *testing.T) {
	ctx, server := browser.Open(t), httptest.NewServer(company(t, story()))
	t.Cleanup(server.Close)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false}); err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := chromedp.Do(limited, chromedp.EmulateViewport(390, 844), chromedp.Navigate(server.URL+"/person/colleague"),
		chromedp.SendKeys("#skill", "soud"), chromedp.WaitReady(`#known option`))
	if err != nil {
		t.Fatalf("nothing is offered: %v", err)
	}
	offered, err := chromedp.Run(limited, chromedp.Attributes("#known option"))
	if err != nil || !strings.HasPrefix(strings.ToLower(offered["value"]), "soud") {
		t.Errorf("offered is %q, %v", offered, err)
	}
}

// What somebody types into the search field is completed by a list that the arrows walk through, as a combobox says it; Enter opens
// what is chosen, Escape closes the list, and without scripts the field searches.
func TestTheSearchFieldIsACombobox(t *testing.T) {
	ctx, server := browser.Open(t), httptest.NewServer(company(t, story()))
	t.Cleanup(server.Close)
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false}); err != nil {
		t.Fatal(err)
	}
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := chromedp.Do(limited, chromedp.EmulateViewport(390, 844), chromedp.Navigate(server.URL+"/"), chromedp.SendKeys("#q", "will"), chromedp.WaitReady(`#q-options [role=option]`))
	if err != nil {
		t.Fatalf("nothing is offered: %v", err)
	}
	said := func(want map[string]string) {
		t.Helper()
		shown, err := chromedp.Run(limited, chromedp.Attributes("#q"))
		for name, value := range want {
			if shown[name] != value {
				t.Errorf("%s of the field is %q, not %q (%v)", name, shown[name], value, err)
			}
		}
	}
	said(map[string]string{"role": "combobox", "aria-expanded": "true", "aria-controls": "q-options", "aria-activedescendant": ""})
	if err := chromedp.Do(limited, chromedp.SendKeys("#q", kb.ArrowDown)); err != nil {
		t.Fatal(err)
	}
	said(map[string]string{"aria-activedescendant": "q-options-0"})
	if err := chromedp.Do(limited, chromedp.SendKeys("#q", kb.Escape)); err != nil {
		t.Fatal(err)
	}
	said(map[string]string{"aria-expanded": "false", "aria-activedescendant": ""})
	err = chromedp.Do(limited, chromedp.SendKeys("#q", "e"), chromedp.WaitReady(`#q-options [role=option]`), chromedp.SendKeys("#q", kb.ArrowDown))
	if err != nil {
		t.Fatalf("nothing is offered again: %v", err)
	}
	said(map[string]string{"aria-activedescendant": "q-options-0"})
	if err := chromedp.Do(limited, chromedp.SendKeys("#q", kb.Enter), chromedp.WaitReady(`main.sheet .card h1`)); err != nil {
		t.Fatalf("what is chosen is not opened: %v", err)
	}
	if title, err := chromedp.Run(limited, chromedp.Text(`main .card h1`)); err != nil || title != "Willem Thys" {
		t.Errorf("%q is opened, %v", title, err)
	}
}
