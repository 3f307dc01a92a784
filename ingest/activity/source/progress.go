package source

import "github.com/sachant/sachant/ingest"

// Progress counts bytes over several files.
type Progress struct{ Before, Total, reported int64 }

// Report says how far the reading is, once enough was read since it last did.
func (p *Progress) Report(sink ingest.Sink, read int64) {
	if done := p.Before + read; done-p.reported >= 256<<10 || done == p.Total {
		p.reported = done
		sink.Progress(done, p.Total)
	}
}
