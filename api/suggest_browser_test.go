package api

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

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
