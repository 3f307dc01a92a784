package stackexchange_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// totals are what a dump of the reference data must give.
type totals struct {
	Read                                       map[string]int
	Questions, Answers, Authored, Tied, Accept int
	Likes, Dislikes, Tags, Accounts            int
}

func TestReferenceDumps(t *testing.T) {
	for name, want := range map[string]totals{
		"qna-onstartups": {
			Read:      map[string]int{"question": 9925, "answer": 29867, "user": 7467},
			Questions: 9925, Answers: 29867, Authored: 9925 - 967 + 29867 - 1704, Tied: 29867,
			Likes: 80621, Dislikes: 754, Tags: 607, Accounts: 7466,
		},
		"qna-quantumcomputing-2018": {
			Read:      map[string]int{"question": 612, "answer": 1060, "user": 3461, "vote": 12560},
			Questions: 612, Answers: 1060, Authored: 611 + 1059, Tied: 1060, Accept: 372,
			Likes: 5087 + 4862, Dislikes: 205 + 221, Tags: 154, Accounts: 3460,
		},
		"qna-economics": {
			Read:      map[string]int{"question": 411, "answer": 525, "user": 922, "vote": 4405},
			Questions: 411, Answers: 525, Authored: 410 + 522, Tied: 525, Accept: 133,
			Likes: 1224 + 1019, Dislikes: 193 + 84, Tags: 160, Accounts: 921,
		},
	} {
		t.Run(name, func(t *testing.T) {
			sink := ingesttest.NewRecorder()
			if err := (stackexchange.Reader{Dir: live.Data(t, name), Namer: ingesttest.Namer()}).Read(t.Context(), sink); err != nil {
				t.Fatal(err)
			}
			if len(sink.Rejected)+len(sink.Warnings) > 0 {
				t.Errorf("rejected %q, warned %q", sink.Rejected, sink.Warnings)
			}
			if diff := cmp.Diff(want, total(sink)); diff != "" {
				t.Errorf("totals (-want +got):\n%s", diff)
			}
			if sink.Done != sink.Total {
				t.Errorf("progress ends at %d of %d bytes", sink.Done, sink.Total)
			}
			t.Log(sink.Dropped)
		})
	}
}

func total(sink *ingesttest.Recorder) totals {
	out := totals{Read: sink.Reads}
	for _, fact := range sink.Facts() {
		switch value := fact.Value.(type) {
		case graph.Account:
			out.Accounts++
		case graph.Skill:
			out.Tags++
		case graph.Authored:
			out.Authored++
		case graph.Answers:
			out.Tied++
			if value.Accepted {
				out.Accept++
			}
		case graph.Contribution:
			if value.Type == graph.TypeQuestion {
				out.Questions++
			} else {
				out.Answers++
			}
			for _, tally := range value.Likes {
				out.Likes += tally.Count
			}
			for _, tally := range value.Dislikes {
				out.Dislikes += tally.Count
			}
		}
	}
	return out
}
