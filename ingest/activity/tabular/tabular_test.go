package tabular_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/tabular"
	"github.com/sachant/sachant/ingest/ingesttest"
	"github.com/sachant/sachant/ingest/table"
)

const (
	someList = `Rédacteur;Type;Date;Sujets;Titre;Texte;Id;Réponse à;URL;Acceptée;Espace;Visibilité;Score;Supprimé
zoe@exemple.fr;question;14/01/2026 09:30;achats|contrats;Contrat-cadre ?;<p>Qui <b>connaît</b> ?</p>;1;;https://intranet.exemple/1;;Achats;public;3;
u9;réponse;2026-01-14T11:00:00+01:00;;;Par les volumes.;2;1;;oui;Achats;public;;
zoe@exemple.fr;réponse;2026-01-15;;;Je réponds à moi-même.;3;1;;oui;Achats;public;;
u9;note;15/01/2026;;Salon;Le 3 mars;4;1;;;;public;;
u9;vote;15/01/2026;;;x;5;;;;;public;;
u9;note;15/01/2026;;;canari-prive;6;;;;Direction;privé;;
u9;note;hier;;;x;7;;;;;public;;
u9;réponse;15/01/2026;;;À rien;8;404;;;;public;;
u9;réponse;15/01/2026;;;À une note;9;4;;;;public;;
u9;note;15/01/2026;;;Effacé;10;;;;;public;;16/01/2026
u9;note;15/01/2026;;;Adresse;11;;javascript:alert(1);;;public;;
`
	someMessages = `id,replied_to_id,thread_id,group_id,group_name,participants,in_private_group,in_private_conversation,sender_id,sender_type,sender_name,sender_email,body,created_at,deleted_at,message_type
1,,1,77,Soudage,,false,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,Qui règle le TIG ? [[user:6]],2026/01/14 09:10:00 +0000,,
2,1,1,77,Soudage,,false,false,6,USER,Hugo,hugo@exemple.fr,Baisse l'intensité.,2026/01/14 10:10:00 +0000,,
3,,3,78,Direction,,true,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,canari-prive,2026/01/14 10:10:00 +0000,,
4,,4,,,,false,true,5,USER,Zoé Lefèvre,zoe@exemple.fr,canari-prive,2026/01/14 10:10:00 +0000,,
5,,5,77,Soudage,,,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,canari-prive,2026/01/14 10:10:00 +0000,,
6,,6,79,Veille,,false,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,Effacé,2026/01/14 10:10:00 +0000,2026/01/15 10:10:00 +0000,
7,,7,79,Veille,,false,false,9,BOT,Robot,,canari-robot,2026/01/14 10:10:00 +0000,,
8,,8,79,Veille,,false,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,a rejoint,2026/01/14 10:10:00 +0000,,system
9,,9,79,Veille,,false,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,x,tomorrow,,
10,,10,79,Veille,,false,false,5,USER,Zoé Lefèvre,zoe@exemple.fr,Un salon,2026/01/16 10:10:00 +0000,,
`
)

func options() message.Options {
	return message.Options{Source: "forum", Namer: ingesttest.Namer(), TrustEmail: true}
}

func list(path string) tabular.List {
	return tabular.List{Path: path, Mapping: table.Mapping{{Header: "Rédacteur", Key: "author"}}, Options: options()}
}

func texts(sink *ingesttest.Recorder) (all []string) {
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		all = append(all, value.Type+"|"+value.Title+"|"+value.Content+"|"+value.PublishedAt.Format("2006-01-02T15:04")+"|"+value.URL)
	}
	slices.Sort(all)
	return all
}

// A list of contributions is read by its headers, and by the ones that a mapping names.
func TestListsAreRead(t *testing.T) {
	sink := ingesttest.Read(t, list(ingesttest.WriteFile(t, t.TempDir(), "forum.csv", someList)))
	want := []string{"answer||Je réponds à moi-même.|2026-01-15T00:00|", "answer||Par les volumes.|2026-01-14T10:00|", "answer||À rien|2026-01-15T00:00|",
		"answer||À une note|2026-01-15T00:00|", "note|Salon|Le 3 mars|2026-01-15T00:00|", "question|Contrat-cadre ?|Qui connaît ?|2026-01-14T09:30|https://intranet.exemple/1"}
	if difference := cmp.Diff(want, texts(sink)); difference != "" {
		t.Error(difference)
	}
	accepted := 0
	for _, value := range ingesttest.Values[graph.Answers](sink, graph.KindAnswers) {
		if value.Accepted {
			accepted++
		}
	}
	if got := sink.Count(graph.KindAnswers); got != 2 || accepted != 1 {
		t.Errorf("%d answers, %d accepted, want 2 and that of somebody else", got, accepted)
	}
	if difference := cmp.Diff(map[string]int{"other post": 1, "private message": 1, "deleted message": 1}, sink.Dropped); difference != "" {
		t.Errorf("dropped %s", difference)
	}
	var where []string
	for _, rejected := range sink.Rejected {
		place, _, _ := strings.Cut(rejected, ": ")
		where = append(where, place)
	}
	if difference := cmp.Diff([]string{`forum.csv:8, column "Date"`, `forum.csv:12, column "URL"`, "forum.csv:9", "forum.csv:10"}, where); difference != "" {
		t.Errorf("rejected %s%q", difference, sink.Rejected)
	}
	if got := sink.Count(graph.KindCommunity); got != 2 {
		t.Errorf("%d communities, want that of the column and that of the source", got)
	}
}

// An answer finds its question in an earlier file of the same source.
func TestListsMayFollowEachOther(t *testing.T) {
	store := ingesttest.OpenStore(t)
	run := func(content string) ingest.Report {
		r := list(ingesttest.WriteFile(t, t.TempDir(), "forum.csv", content))
		r.Store = store
		report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run(someList)
	header, _, _ := strings.Cut(someList, "\n")
	later := header + "\nu9;réponse;16/01/2026;;;Plus tard.;20;1;;oui;Achats;public;;\nu9;réponse;2026-01-14T11:00:00+01:00;;;Par les volumes.;2;1;;oui;Achats;public;;\n"
	report := run(later)
	if report.Added["answers"] != 1 || len(report.Changed) > 0 || len(report.Rejected) > 0 {
		t.Errorf("added %v, changed %v, rejected %v", report.Added, report.Changed, report.Rejected)
	}
	if again := run(someList); len(again.Added)+len(again.Changed)+len(again.Removed) > 0 {
		t.Errorf("imported again: %+v", again)
	}
	gone := header + "\nu9;note;15/01/2026;;Salon;Le 3 mars;4;1;;;;public;;oui\n"
	if report := run(gone); report.Removed["contribution"] != 1 {
		t.Errorf("removed %v, want one contribution", report.Removed)
	}
}

// A row that is private or deleted takes back what an earlier import stored, whatever its other cells hold. An empty cell is private
// where there is a column that says who may read.
func TestP17RowsThatArePrivateNowAreTakenBack(t *testing.T) {
	for name, row := range map[string]string{
		"private":          "1;14/01/2026;a;privé;",
		"no word":          "1;14/01/2026;a;;",
		"not understood":   "1;14/01/2026;a;équipe;",
		"private, no time": "1;;a;privé;",
		"removed":          "1;14/01/2026;a;public;removed",
		"supprimé":         "1;14/01/2026;a;public;supprimé",
		"deleted, no time": "1;;a;public;oui",
		"on a day":         "1;14/01/2026;a;public;16/01/2026 09:30",
	} {
		store := ingesttest.OpenStore(t)
		run := func(row string) ingest.Report {
			r := list(ingesttest.WriteFile(t, t.TempDir(), "forum.csv", "Id;Date;Texte;Visibilité;Supprimé\n"+row+"\n"))
			r.Store = store
			report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			return report
		}
		if report := run("1;14/01/2026;a;public;NULL"); report.Added["contribution"] != 1 {
			t.Fatalf("added %v, rejected %v", report.Added, report.Rejected)
		}
		if report := run(row); report.Removed["contribution"] != 1 || len(report.Rejected) > 0 {
			t.Errorf("%s: removed %v, rejected %v", name, report.Removed, report.Rejected)
		}
	}
}

// Messages of Viva Engage whose group or conversation is private by now are taken back.
func TestP17VivaTakesBackWhatIsPrivateNow(t *testing.T) {
	store := ingesttest.OpenStore(t)
	run := func(messages string) ingest.Report {
		r := tabular.Viva{Path: ingesttest.WriteFile(t, t.TempDir(), "Messages.csv", messages), Options: options()}
		r.Store = store
		report, err := ingest.Import{Source: "forum", Store: store, Namer: ingesttest.Namer(), CreatePeople: true}.Run(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	run(someMessages)
	private := strings.Replace(someMessages, "\n10,,10,79,Veille,,false,false", "\n10,,10,79,Veille,,false,true", 1)
	if report := run(private); report.Removed["contribution"] != 1 {
		t.Errorf("removed %v, want one message", report.Removed)
	}
}

// Of Viva Engage the messages of public groups are read, and a row that does not say it is public is private.
func TestP17VivaKeepsWhatIsPrivate(t *testing.T) {
	sink := ingesttest.Read(t, tabular.Viva{Path: ingesttest.WriteFile(t, t.TempDir(), "Messages.csv", someMessages), Options: options()})
	// One row of the group Soudage does not say that the group is public, so all of it is private.
	if difference := cmp.Diff([]string{"note||Un salon|2026-01-16T10:10|"}, texts(sink)); difference != "" {
		t.Error(difference)
	}
	dropped := map[string]int{"private message": 5, "deleted message": 1, "message of a bot": 1, "system message": 1}
	if difference := cmp.Diff(dropped, sink.Dropped); difference != "" {
		t.Errorf("dropped %s", difference)
	}
	if len(sink.Rejected) != 1 || !strings.HasPrefix(sink.Rejected[0], `Messages.csv:10, column "created_at": `) {
		t.Errorf("rejected %q", sink.Rejected)
	}
	open := strings.Replace(someMessages, "\n5,,5,77,Soudage,,,", "\n5,,5,77,Soudage,,false,", 1)
	if sink := ingesttest.Read(t, tabular.Viva{Path: ingesttest.WriteFile(t, t.TempDir(), "Messages.csv", open), Options: options()}); len(texts(sink)) != 4 {
		t.Errorf("read %q", texts(sink))
	}
	for _, column := range []string{"in_private_group", "in_private_conversation"} {
		without := strings.Replace(someMessages, column, "other", 1)
		sink := ingesttest.Read(t, tabular.Viva{Path: ingesttest.WriteFile(t, t.TempDir(), "Messages.csv", without), Options: options()})
		if len(texts(sink)) > 0 || len(sink.Rejected) != 1 {
			t.Errorf("without %s: read %q, rejected %q", column, texts(sink), sink.Rejected)
		}
	}
}

// FuzzImportList: what a list holds is imported the same twice, or rejected.
func FuzzImportList(f *testing.F) {
	for _, text := range []string{someList, someMessages, "author,time,text\n", "time;text\n14/01/2026;a\n14/01/2026;a\n", "time;text;kind;reply\n1/1/2026;a;answer;x"} {
		f.Add([]byte(text))
	}
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		path := ingesttest.WriteFile(t, dir, "list.csv", string(content))
		ingesttest.ImportTwice(t, "forum", untouched, func(known graph.Reader) ingest.Reader {
			r := list(path)
			r.Store = known
			return r
		})
	})
}

// FuzzImportViva: what an export holds is imported the same twice, or rejected.
func FuzzImportViva(f *testing.F) {
	f.Add([]byte(someMessages))
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		path := ingesttest.WriteFile(t, dir, "Messages.csv", string(content))
		ingesttest.ImportTwice(t, "forum", untouched, func(known graph.Reader) ingest.Reader {
			r := tabular.Viva{Path: path, Options: options()}
			r.Options.Store = known
			return r
		})
	})
}
