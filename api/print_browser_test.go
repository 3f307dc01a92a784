package api

import (
	"regexp"
	"strconv"
	"testing"

	layout "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/sachant/sachant/fixtures/live/browser"
)

// What is hung on a wall is printed across the paper, A4 or A3, and without what one only uses on a screen; a page to be read is upright.
func TestChartsPrintAcrossThePaper(t *testing.T) {
	ctx, server := browser.Open(t), serveScenes(t)
	for _, paper := range []struct {
		name          string
		width, height float64
	}{{"A4", 8.27, 11.69}, {"A3", 11.69, 16.54}} {
		for name, across := range map[string]bool{"units": true, "hrpolyvalence": true, "radar": true, "hrskills": true, "unit": false, "other": false} {
			if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/"+name)); err != nil {
				t.Fatal(err)
			}
			asStyled := true
			printed, err := chromedp.Call(ctx, layout.PrintToPDF, layout.PrintToPDFParams{PaperWidth: paper.width, PaperHeight: paper.height, PreferCSSPageSize: &asStyled})
			if err != nil {
				t.Fatal(err)
			}
			if pages := len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(printed.Data, -1)); pages == 0 || across && pages > 2 {
				t.Errorf("%s prints on %d sheets of %s", name, pages, paper.name)
			}
			box := regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`).FindSubmatch(printed.Data)
			if box == nil {
				t.Fatalf("%s: the print has no page", name)
			}
			width, _ := strconv.ParseFloat(string(box[1]), 64)
			height, _ := strconv.ParseFloat(string(box[2]), 64)
			if got := width > height; got != across {
				t.Errorf("%s prints %v by %v on %s", name, width, height, paper.name)
			}
			if most := max(width, height) / 72; most < paper.height-0.1 || most > paper.height+0.1 {
				t.Errorf("%s prints on paper %v inches long, not on %s", name, most, paper.name)
			}
		}
	}
}
