package mattermost_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/mattermost"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const someExport = `{"type":"version","version":1}
{"type":"team","team":{"name":"usine"}}
{"type":"channel","channel":{"team":"usine","name":"soudage","display_name":"Soudage","type":"O","purpose":"Souder mieux"}}
{"type":"channel","channel":{"team":"usine","name":"direction","display_name":"Direction","type":"P"}}
{"type":"user","user":{"username":"zoe","email":"zoe@exemple.fr","first_name":"Zoé","last_name":"Lefèvre","teams":[{"name":"usine","channels":[{"name":"soudage"},{"name":"direction"}]}]}}
{"type":"user","user":{"username":"hugo","email":"hugo@exemple.fr","nickname":"Hugo"}}
{"type":"bot","bot":{"username":"robot"}}
{"type":"post","post":{"team":"usine","channel":"soudage","user":"zoe","message":"Qui règle le #TIG ? voir ` + "`#define X`" + `","create_at":1768381800123,"edit_at":1768471800000,"reactions":[{"user":"hugo","create_at":1768381900000,"emoji_name":"+1"},{"user":"hugo","create_at":1768381900000,"emoji_name":"eyes"}],"replies":[{"user":"hugo","message":"Baisse l'intensité.","create_at":1768385400000},{"user":"robot","message":"canari-robot","create_at":1768385400001}]}}
{"type":"post","post":{"team":"usine","channel":"soudage","user":"zoe","type":"system_join_channel","message":"zoe joined","create_at":1768381800124}}
{"type":"post","post":{"team":"usine","channel":"soudage","user":"zoe","props":{"from_webhook":"true"},"message":"canari-robot","create_at":1768381800125}}
{"type":"post","post":{"team":"usine","channel":"direction","user":"zoe","message":"canari-prive","create_at":1768381800126,"replies":[{"user":"hugo","message":"canari-prive","create_at":1768385400000}]}}
{"type":"post","post":{"team":"usine","channel":"inconnu","user":"zoe","message":"canari-inconnu","create_at":1768381800127}}
{"type":"direct_channel","direct_channel":{"members":["zoe","hugo"]}}
{"type":"direct_post","direct_post":{"channel_members":["zoe","hugo"],"user":"zoe","message":"canari-prive","create_at":1768381800128}}
{"type":"post","post":{"team":"usine","channel":"soudage","user":"zoe","message":"quand","create_at":-5}}
{"type":"post","post":{
`

func reader(path string) mattermost.Reader {
	return mattermost.Reader{Path: path, Options: message.Options{Source: "mm", Namer: ingesttest.Namer(), TrustEmail: true}}
}

func read(t *testing.T, export string) *ingesttest.Recorder {
	t.Helper()
	return ingesttest.Read(t, reader(ingesttest.WriteFile(t, t.TempDir(), "export.jsonl", export)))
}

// Posts of public channels are notes, with their replies, tags and likes; nothing else is.
func TestPublicChannelsAreRead(t *testing.T) {
	sink := read(t, someExport)
	var texts []string
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		texts = append(texts, value.Type+"|"+value.Content+"|"+value.PublishedAt.Format("2006-01-02T15:04:05.999Z")+"|"+string(value.UpdatedOn))
	}
	slices.Sort(texts)
	want := []string{"note|Baisse l'intensité.|2026-01-14T10:10:00Z|", "note|Qui règle le #TIG ? voir `#define X`|2026-01-14T09:10:00.123Z|2026-01-15"}
	if difference := cmp.Diff(want, texts); difference != "" {
		t.Error(difference)
	}
	for kind, want := range map[graph.Kind]int{graph.KindLikes: 1, graph.KindAuthored: 2, graph.KindMemberOf: 1, graph.KindCommunity: 1, graph.KindSkill: 1, graph.KindAnswers: 0} {
		if got := sink.Count(kind); got != want {
			t.Errorf("%d facts of %s, want %d", got, kind, want)
		}
	}
	dropped := map[string]int{"system message": 1, "message of a bot": 2, "private message": 4, "reaction": 1}
	if difference := cmp.Diff(dropped, sink.Dropped); difference != "" {
		t.Errorf("dropped %s", difference)
	}
	if sink.Held["message"] != 1 {
		t.Errorf("held %v, want the message of a channel that nothing describes", sink.Held)
	}
	if len(sink.Rejected) != 2 || !strings.HasPrefix(sink.Rejected[0], `export.jsonl:15, column "create_at": `) || !strings.HasPrefix(sink.Rejected[1], "export.jsonl:16: ") {
		t.Errorf("rejected %q", sink.Rejected)
	}
}

// The zip that the server writes is read as the file in it.
func TestTheZipIsRead(t *testing.T) {
	var content bytes.Buffer
	out := zip.NewWriter(&content)
	for name, text := range map[string]string{"import.jsonl": someExport, "data/x.jsonl": "canari", "../import.jsonl": "canari"} {
		file, err := out.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = file.Write([]byte(text))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	sink := ingesttest.Read(t, reader(ingesttest.WriteFile(t, t.TempDir(), "export.zip", content.String())))
	if got := sink.Count(graph.KindContribution); got != 2 || len(sink.Rejected) != 3 {
		t.Errorf("%d contributions, want 2; rejected %q", got, sink.Rejected)
	}
}

// A channel that becomes private is a secret community from then on, and the same export twice changes nothing.
func TestP17ChannelsThatBecomePrivateAreClosed(t *testing.T) {
	store := ingesttest.OpenStore(t)
	run := func(export string) ingest.Report {
		r := reader(ingesttest.WriteFile(t, t.TempDir(), "export.jsonl", export))
		r.Store = store
		report, err := ingest.Import{Source: "mm", Store: store, Namer: ingesttest.Namer(), TrustEmail: true, CreatePeople: true}.Run(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run(someExport)
	if again := run(someExport); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
		t.Errorf("imported again: %+v", again)
	}
	closed := strings.Replace(someExport, `"display_name":"Soudage","type":"O"`, `"display_name":"Soudage","type":"P"`, 1)
	if report := run(closed); report.Changed["community"] != 1 || len(report.Warnings) != 1 {
		t.Errorf("changed %v, warnings %q", report.Changed, report.Warnings)
	}
	for key, community := range ingesttest.Stored[graph.Community](t, store, graph.KindCommunity) {
		if !community.Secret {
			t.Errorf("%s is open", key)
		}
	}
	if report := run(someExport); len(report.Changed) > 0 {
		t.Errorf("an export opened what is secret: %v", report.Changed)
	}
}

// A line of any length costs no memory, and only itself.
func TestLongLinesCostThemselves(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 33 MB")
	}
	sink := read(t, `{"type":"version","version":1,"x":"`+strings.Repeat("x", 33<<20)+"\"}\n"+someExport)
	if len(sink.Rejected) != 3 || sink.Count(graph.KindContribution) != 2 {
		t.Errorf("rejected %q", sink.Rejected)
	}
}

// FuzzImportMattermost: what an export holds is imported the same twice, or rejected.
func FuzzImportMattermost(f *testing.F) {
	for _, text := range []string{someExport, "{", `{"type":"post"}`, `{"type":"channel","channel":{"team":"a","name":"b","type":"O"}}` + "\n" + `{"type":"post","post":{"team":"a","channel":"b","user":"c","message":"#go","create_at":1}}`} {
		f.Add([]byte(text))
	}
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		path := ingesttest.WriteFile(t, dir, "export.jsonl", string(content))
		if err := reader(path).Read(t.Context(), ingesttest.NewRecorder()); err != nil {
			return // of another version
		}
		ingesttest.ImportTwice(t, "mm", untouched, func(known graph.Reader) ingest.Reader {
			r := reader(path)
			r.Store = known
			return r
		})
	})
}
