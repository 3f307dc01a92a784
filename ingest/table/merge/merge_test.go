package merge_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/sachant/sachant/ingest/table/merge"
)

// workbook is an archive of parts, in which the sheet "S" is what the relations say.
func workbook(t *testing.T, relations string) *bytes.Reader {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	const cells = `<worksheet><mergeCells><mergeCell ref="`
	for name, content := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": "<Relationships>" + relations + "</Relationships>",
		"xl/worksheets/sheet1.xml":   cells + `A1:A2"/></mergeCells></worksheet>`,
		"xl/worksheets/sheet2.xml":   cells + `B1:B3"/></mergeCells></worksheet>`,
		"xl/media/large.bin":         cells + `C1:C4"/></mergeCells></worksheet>`,
	} {
		part, err := archive.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(out.Bytes())
}

// The merged cells are those of the part whose cells are read, which is a sheet.
func TestThePartOfASheetIsRead(t *testing.T) {
	second := []merge.Range{{Top: 1, Bottom: 3, Left: 1, Right: 1}}
	for name, test := range map[string]struct {
		relations string
		want      []merge.Range
	}{
		"a sheet":         {`<Relationship Id="1" Target="worksheets/sheet2.xml"/>`, second},
		"from the top":    {`<Relationship Id="1" Target="/xl/worksheets/sheet2.xml"/>`, second},
		"the last counts": {`<Relationship Id="1" Target="worksheets/sheet1.xml"/><Relationship Id="1" Target="worksheets/sheet2.xml"/>`, second},
		"one that exists": {`<Relationship Id="1" Target="worksheets/sheet2.xml"/><Relationship Id="1" Target="worksheets/sheet9.xml"/>`, second},
		"no sheet":        {`<Relationship Id="1" Target="media/large.bin"/>`, nil},
		"above":           {`<Relationship Id="1" Target="worksheets/../media/large.bin"/>`, nil},
	} {
		from := workbook(t, test.relations)
		if got, err := merge.Ranges(t.Context(), from, from.Size(), "S"); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, error = %v, want %v", name, got, err, test.want)
		}
	}
}

// Reading ends with its context.
func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	from := workbook(t, `<Relationship Id="1" Target="worksheets/sheet1.xml"/>`)
	if _, err := merge.Ranges(ctx, from, from.Size(), "S"); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}
