// Package merge finds the merged cells of a sheet of a workbook, piece by piece, so that a large sheet costs no memory.
package merge

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Range is a merged cell: its lines from 1 and its columns from 0, all within it.
type Range struct{ Top, Bottom, Left, Right int }

// most bounds the merged cells of a sheet, maxPart the parts that name the sheets, maxSheet what is unpacked of a sheet.
const (
	most     = 100_000
	maxPart  = 4 << 20
	maxSheet = 512 << 20
)

// sheets is the folder of the sheets in a workbook; no other part is read as one.
const sheets = "xl/worksheets/"

// ErrTooMany means that a sheet has more merged cells than a person makes.
var ErrTooMany = errors.New("more merged cells than a person makes")

// Ranges returns the merged cells of a sheet. A workbook that does not say where the sheet is has none.
func Ranges(ctx context.Context, from io.ReaderAt, size int64, sheet string) ([]Range, error) {
	archive, err := zip.NewReader(from, size)
	if err != nil {
		return nil, fmt.Errorf("is no workbook that can be opened: %w", err)
	}
	name, err := partOf(archive, sheet)
	if err != nil || !strings.HasPrefix(name, sheets) {
		return nil, err
	}
	part, err := archive.Open(name)
	if err != nil {
		return nil, nil // excelize reads names that zip does not
	}
	defer part.Close()
	return scan(ctx, io.LimitReader(part, maxSheet))
}

// partOf returns the name of the part that holds a sheet, "" where it is not said. Where it is said more than once the last part
// counts, as it does for excelize, which reads the cells.
func partOf(archive *zip.Reader, sheet string) (name string, err error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(decode(archive, "xl/workbook.xml", &book), decode(archive, "xl/_rels/workbook.xml.rels", &relations)); err != nil {
		return "", err
	}
	for _, each := range book.Sheets {
		for _, relation := range relations.All {
			if each.Name != sheet || relation.ID != each.ID {
				continue
			}
			target, fromTop := strings.CutPrefix(relation.Target, "/")
			if !fromTop {
				target = path.Join("xl", target)
			}
			if slices.ContainsFunc(archive.File, func(part *zip.File) bool { return part.Name == target }) {
				name = target
			}
		}
	}
	return name, nil
}

// decode reads a small part; one that is not there says nothing.
func decode(archive *zip.Reader, name string, into any) error {
	part, err := archive.Open(name)
	if err != nil {
		return nil
	}
	defer part.Close()
	if err := xml.NewDecoder(io.LimitReader(part, maxPart)).Decode(into); err != nil {
		return fmt.Errorf("is no workbook that can be opened: %w", err)
	}
	return nil
}

// scan finds the elements mergeCell of a sheet.
func scan(ctx context.Context, part io.Reader) (found []Range, err error) {
	reader := bufio.NewReaderSize(part, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		piece, err := reader.ReadSlice('<')
		if one, is := parse(piece); is {
			if found = append(found, one); len(found) > most {
				return nil, ErrTooMany
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return found, nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, fmt.Errorf("is no workbook that can be opened: %w", err)
		}
	}
}

// parse reads the element that begins a piece, mergeCell ref="A2:A5".
func parse(piece []byte) (Range, bool) {
	tag, _, _ := bytes.Cut(piece, []byte(">"))
	name, rest, _ := bytes.Cut(tag, []byte(" "))
	if colon := bytes.IndexByte(name, ':'); string(name[colon+1:]) != "mergeCell" {
		return Range{}, false
	}
	_, rest, _ = bytes.Cut(rest, []byte(`ref="`))
	ref, _, _ := bytes.Cut(rest, []byte(`"`))
	first, last, both := strings.Cut(string(ref), ":")
	left, top, wrong := excelize.CellNameToCoordinates(first)
	right, bottom, alsoWrong := excelize.CellNameToCoordinates(last)
	if !both || wrong != nil || alsoWrong != nil || right < left || bottom < top {
		return Range{}, false
	}
	return Range{Top: top, Bottom: bottom, Left: left - 1, Right: right - 1}, true
}
