package taxonomy

import (
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/alignment"
	tables "github.com/sachant/sachant/ingest/table"
)

// codeSeparators part the codes of a cell.
const codeSeparators = "|,;\n"

// OGROf returns the cell that names a skill of ROME, of two: one for OGR codes, and one for ROME codes, which counts where it
// holds the number of a skill. A letter and four digits are a job.
func OGROf(ogr, rome string) string {
	if ogr != "" && !isJobCode(ogr) {
		return ogr
	}
	if IsOGR(rome) {
		return rome
	}
	return ""
}

func isJobCode(cell string) bool {
	return len(cell) == 5 && !tables.Digits(cell) && tables.Digits(cell[1:])
}

// IsOGR reports whether a cell is the number of a skill.
func IsOGR(cell string) bool { return tables.Digits(numberOfOGR(cell)) }

// numberOfOGR returns the number in an OGR code as spreadsheets have it: "OGR 100 007", "100007.0".
func numberOfOGR(cell string) string {
	number := strings.ReplaceAll(tables.Number(tables.Clean(cell)), " ", "")
	return strings.TrimPrefix(strings.ToUpper(number), "OGR")
}

// CodesOf returns the codes of concepts in two cells: numbers of ROME, and addresses of ESCO or the ids at their ends.
func CodesOf(ogr, esco string) (codes []alignment.Code) {
	cells := []string{ogr}
	if !IsOGR(ogr) { // "100007,0" is one
		cells = tables.Split(ogr, codeSeparators)
	}
	for _, cell := range cells {
		switch number := numberOfOGR(cell); {
		case tables.Digits(number):
			codes = append(codes, alignment.Code{Text: number, Concept: KeyOfOGR(number)})
		case !isJobCode(cell):
			codes = append(codes, alignment.Code{Text: cell})
		}
	}
	for _, cell := range tables.Split(esco, codeSeparators) {
		address := strings.TrimRight(cell, "/")
		if !strings.Contains(address, "/") {
			address = "/esco/skill/" + address
		}
		if key := KeyOfAddress(address); key.Kind() != graph.KindRole { // an occupation is a job
			codes = append(codes, alignment.Code{Text: cell, Concept: key})
		}
	}
	return codes
}
