package slack_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/slack"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const (
	someUsers = `[{"id":"U1","name":"zoe","profile":{"email":"zoe@exemple.fr","real_name":"Zoé Lefèvre"}},
{"id":"U2","name":"hugo","real_name":"Hugo Marin","profile":{}},{"id":"B1","name":"robot","is_bot":true},{"name":"nobody"}]`
	someChannels = `[{"id":"C1","name":"achats","members":["U1","U2","B1"],"purpose":{"value":"Acheter mieux"}},{"id":"C2","name":"direction","is_private":true}]`
	someDay      = `[
{"type":"message","user":"U1","text":"Qui connaît les <https://exemple.fr/cc|contrats-cadres> ? <@U2> &amp; co","ts":"1768381800.000100","reactions":[{"name":"+1::skin-tone-2","users":["U2","B1"],"count":2},{"name":"eyes","users":["U2"],"count":1}]},
{"type":"message","user":"U2","text":"Commencez par les volumes.","ts":"1768385400.000200","thread_ts":"1768381800.000100","edited":{"user":"U2","ts":"1768471800.000000"}},
{"type":"message","subtype":"channel_join","user":"U2","text":"a rejoint","ts":"1768385401.000200"},
{"type":"message","subtype":"bot_message","bot_id":"B9","text":"canari-robot","ts":"1768385402.000200"},
{"type":"message","user":"B1","text":"canari-robot","ts":"1768385403.000200"},
{"type":"message","subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1768385404.000200"},
{"type":"message","user":"U1","text":"","files":[{}],"ts":"1768385405.000200"},
{"type":"message","user":"U1","text":"quand ?","ts":"yesterday"},
{"type":"message","user":["U1"],"text":"forme","ts":"1768385406.000200"}]`
	privateDay = `[{"type":"message","user":"U1","text":"canari-prive","ts":"1768381800.000100"}]`
)

// someExport is an export whose private conversations hold the word "canari-prive".
func someExport() map[string]string {
	return map[string]string{"users.json": someUsers, "channels.json": someChannels, "achats/2026-01-14.json": someDay,
		"groups.json": `[{"id":"G1","name":"direction"}]`, "dms.json": `[{"id":"D1"}]`, "mpims.json": `[]`,
		"direction/2026-01-14.json": privateDay, "D1/2026-01-14.json": privateDay, "mpdm-a-b/2026-01-14.json": privateDay, "achats/canvas.json": privateDay}
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		ingesttest.WriteFile(t, dir, name, content)
	}
	return dir
}

func reader(path string) slack.Reader {
	return slack.Reader{Path: path, Options: message.Options{Source: "slack", Namer: ingesttest.Namer(), TrustEmail: true}}
}

// The messages of public channels are notes of their authors, with who liked them.
func TestPublicChannelsAreRead(t *testing.T) {
	sink := ingesttest.Read(t, reader(write(t, someExport())))
	var texts []string
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		texts = append(texts, value.Type+"|"+value.Content+"|"+value.PublishedAt.Format("2006-01-02T15:04:05.999999Z")+"|"+string(value.UpdatedOn))
	}
	slices.Sort(texts)
	want := []string{"note|Commencez par les volumes.|2026-01-14T10:10:00.0002Z|2026-01-15", "note|Qui connaît les contrats-cadres ? @Hugo Marin & co|2026-01-14T09:10:00.0001Z|"}
	if difference := cmp.Diff(want, texts); difference != "" {
		t.Error(difference)
	}
	for kind, want := range map[graph.Kind]int{graph.KindLikes: 1, graph.KindAuthored: 2, graph.KindMemberOf: 2, graph.KindCommunity: 1, graph.KindAccount: 2, graph.KindAnswers: 0} {
		if got := sink.Count(kind); got != want {
			t.Errorf("%d facts of %s, want %d", got, kind, want)
		}
	}
	mails := []string{}
	for _, person := range ingesttest.Values[graph.Person](sink, graph.KindPerson) {
		mails = append(mails, person.Mail)
	}
	if slices.Sort(mails); !slices.Equal(mails, []string{"", "zoe@exemple.fr"}) {
		t.Errorf("addresses %q", mails)
	}
	dropped := map[string]int{"system message": 1, "message of a bot": 2, "deleted message": 1, "message without text": 1, "reaction": 1, "file of a private conversation": 3}
	if difference := cmp.Diff(dropped, sink.Dropped); difference != "" {
		t.Errorf("dropped %s", difference)
	}
	if len(sink.Rejected) != 3 || !strings.HasPrefix(sink.Rejected[1], `2026-01-14.json:9, column "ts": `) || !strings.HasPrefix(sink.Rejected[2], "2026-01-14.json:10: ") {
		t.Errorf("rejected %q", sink.Rejected)
	}
}

// What is private is in no fact, in each of the files that can name a channel.
func TestP17PrivateConversationsAreNeverRead(t *testing.T) {
	for _, change := range []map[string]string{{}, {"channels.json": strings.Replace(someChannels, `"is_private":true`, `"is_group":true`, 1)}, {"users.json": "{"}, {"groups.json": someChannels}} {
		files := someExport()
		maps.Copy(files, change)
		sink := ingesttest.Read(t, reader(write(t, files)))
		for key, fact := range sink.Facts() {
			if record, err := fact.Record(); err != nil || strings.Contains(string(record.Brief)+string(record.Long), "canari-prive") {
				t.Errorf("%v: %s holds what is private: %v", change, key, err)
			}
		}
	}
}

// Where what is public is not known, nothing is read.
func TestWithoutChannelsNothingIsRead(t *testing.T) {
	for _, channels := range []string{"", "{}", "[", `[{"id":"C1","name":"achats"}`, `[3]`, `[{"id":"C1","name":"achats","is_private":"yes"}]`} {
		files, sink := someExport(), ingesttest.NewRecorder()
		files["channels.json"] = channels
		if err := reader(write(t, files)).Read(t.Context(), sink); err == nil || sink.Count(graph.KindContribution) > 0 {
			t.Errorf("channels %q: %d contributions, %v", channels, sink.Count(graph.KindContribution), err)
		}
	}
	files := someExport()
	delete(files, "channels.json")
	if err := reader(write(t, files)).Read(t.Context(), ingesttest.NewRecorder()); err == nil || !strings.Contains(err.Error(), "channels.json") {
		t.Errorf("without channels: %v", err)
	}
}

// A file that is damaged is rejected from there on, and the rest goes on.
func TestDamagedDaysCostThemselves(t *testing.T) {
	files := someExport()
	files["achats/2026-01-13.json"] = "[{\"type\":\"message\",\"user\":\"U1\",\"text\":\"avant\",\"ts\":\"1768295400.000100\"},\n\n{"
	files["achats/2026-01-12.json"] = strings.Repeat("[", 20_000)
	sink := ingesttest.Read(t, reader(write(t, files)))
	if got := sink.Count(graph.KindContribution); got != 3 {
		t.Errorf("%d contributions, want 3", got)
	}
	if len(sink.Rejected) != 5 || !strings.HasPrefix(sink.Rejected[1], "2026-01-12.json:1: ") || !strings.HasPrefix(sink.Rejected[2], "2026-01-13.json:3: ") {
		t.Errorf("rejected %q", sink.Rejected)
	}
	if sink.Done != sink.Total || sink.Total == 0 {
		t.Errorf("progress ends at %d of %d", sink.Done, sink.Total)
	}
}

// A message that was deleted is taken back, and the same export imported again changes nothing.
func TestDeletedMessagesAreTakenBack(t *testing.T) {
	store := ingesttest.OpenStore(t)
	run := func(files map[string]string) ingest.Report {
		r := reader(write(t, files))
		r.Store = store
		report, err := ingest.Import{Source: "slack", Store: store, Namer: ingesttest.Namer(), TrustEmail: true, CreatePeople: true}.Run(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run(someExport())
	if again := run(someExport()); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
		t.Errorf("imported again: %+v", again)
	}
	files := someExport()
	files["achats/2026-01-14.json"] = `[{"type":"message","subtype":"tombstone","user":"USLACKBOT","ts":"1768385400.000200"}]`
	if report := run(files); report.Removed["contribution"] != 1 {
		t.Errorf("removed %v, want one contribution", report.Removed)
	}
}

// FuzzImportSlack: what a day of a channel holds is imported the same twice, or rejected.
func FuzzImportSlack(f *testing.F) {
	for _, text := range []string{someDay, privateDay, "[]", "{", `[{"type":"message","user":"U1","text":"<@|><#C1|x>","ts":"1.5"}]`} {
		f.Add([]byte(someChannels), []byte(someUsers), []byte(text))
	}
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	if err := os.MkdirAll(filepath.Join(dir, "achats"), 0o700); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, channels, users, day []byte) {
		ingesttest.WriteFile(t, dir, "channels.json", string(channels))
		ingesttest.WriteFile(t, dir, "users.json", string(users))
		ingesttest.WriteFile(t, filepath.Join(dir, "achats"), "2026-01-14.json", string(day))
		if err := reader(dir).Read(t.Context(), ingesttest.NewRecorder()); err != nil {
			return // what is public is not known
		}
		ingesttest.ImportTwice(t, "slack", untouched, func(known graph.Reader) ingest.Reader {
			r := reader(dir)
			r.Store = known
			return r
		})
	})
}
