package interview

import (
	"context"

	"github.com/sachant/sachant/ingest"
)

// listedSkill is a row of a list of skills.
type listedSkill struct {
	where ingest.Where
	skill *skill
}

// readList reads a list of skills: "référentiel", or Lucca's with the columns Nom, Catégorie and Id.
func (r rowReader) readList(ctx context.Context, from sheet, sink ingest.Sink) (listed []listedSkill) {
	rows := from.rows()
	sink.Read("row", len(rows)+len(from.Faults))
	sink.Drop("comment", filledIn(rows, fieldComment))
	for _, each := range rows {
		if ctx.Err() != nil {
			break
		}
		words, err := r.skillOf(each)
		if err != nil {
			reject(sink, each.where, err)
			continue
		}
		listed = append(listed, listedSkill{each.where, r.values.skill(words)})
	}
	return listed
}

func (r rowReader) skillOf(from row) (skillWords, error) {
	if err := from.check(); err != nil {
		return skillWords{}, err
	}
	return readSkill(from)
}
