package stackexchange_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/ingest/ingesttest"
)

const (
	someComments = `<comments>
  <row Id="1" PostId="10" Score="2" Text="Voir aussi &lt;la norme&gt;" CreationDate="2012-03-05T06:00:00.000" UserId="2" />
  <row Id="2" PostId="99" Score="0" Text="ailleurs" CreationDate="2012-03-05T06:00:00.000" UserId="2" />
  <row Id="3" PostId="11" Score="0" Text="sans nom" CreationDate="2012-03-05T06:00:00.000" UserDisplayName="parti" />
  <row Id="4" PostId="11" Score="0" Text="quand" CreationDate="hier" UserId="2" />
  <row Id="5" PostId="x" Text="quoi" CreationDate="2012-03-05T06:00:00.000" />
  <row Id="1" PostId="10" Text="encore" CreationDate="2012-03-05T06:00:00.000" />
</comments>`
	someTags = `<tags>
  <row Id="1" TagName="c#" Count="2" ExcerptPostId="20" WikiPostId="21" />
  <row Id="2" TagName="unused" Count="0" ExcerptPostId="22" />
</tags>`
	somePostsWithExcerpts = `<posts>
  <row Id="10" PostTypeId="1" CreationDate="2012-03-04T05:06:07.890" Score="3" Title="Pourquoi ?" Body="x" Tags="&lt;c#&gt;" OwnerUserId="1" />
  <row Id="11" PostTypeId="2" ParentId="10" CreationDate="2012-03-05T07:00:00.000" Score="0" Body="x" OwnerUserId="2" />
  <row Id="20" PostTypeId="4" CreationDate="2012-03-05T07:00:00.000" Body="&lt;p&gt;Un langage.&lt;/p&gt;" />
  <row Id="22" PostTypeId="4" CreationDate="2012-03-05T07:00:00.000" Body="Rien." />
  <row Id="x" PostTypeId="2" />
</posts>`
)

// Comments are kept with their authors and scores, and tags are described, where both are asked for.
func TestCommentsAndTagsAreRead(t *testing.T) {
	reader := writeDump(t, map[string]string{"Users.xml": someUsers, "posts.xml": somePostsWithExcerpts, "Comments.xml": someComments, "Tags.xml": someTags})
	if sink := ingesttest.Read(t, reader); sink.Count(graph.KindContribution) != 2 {
		t.Errorf("%d contributions, want the posts alone", sink.Count(graph.KindContribution))
	}
	reader.All = true
	sink := ingesttest.Read(t, reader)
	var texts []string
	for _, value := range ingesttest.Values[graph.Contribution](sink, graph.KindContribution) {
		if value.Type == graph.TypeComment {
			texts = append(texts, value.Content)
		}
	}
	if slices.Sort(texts); !slices.Equal(texts, []string{"Voir aussi <la norme>", "sans nom"}) {
		t.Errorf("comments %q", texts)
	}
	var skills []string
	for _, skill := range ingesttest.Values[graph.Skill](sink, graph.KindSkill) {
		skills = append(skills, skill.PrefLabel+": "+skill.Definition)
	}
	if !slices.Equal(skills, []string{"c#: Un langage."}) {
		t.Errorf("skills %q", skills)
	}
	var where []string
	for _, rejected := range sink.Rejected {
		place, _, _ := strings.Cut(rejected, ": ")
		where = append(where, place)
	}
	want := []string{`posts.xml:6, column "Id"`, `Comments.xml:5, column "CreationDate"`, `Comments.xml:6, column "PostId"`}
	if difference := cmp.Diff(want, where); difference != "" || sink.Dropped["comment"] != 2 {
		t.Errorf("rejected %s, dropped %v", difference, sink.Dropped)
	}
	if sink.Done != sink.Total || sink.Total == 0 {
		t.Errorf("progress ends at %d of %d", sink.Done, sink.Total)
	}
}

// FuzzImportComments: what the files of comments and tags hold is imported the same twice, or rejected.
func FuzzImportComments(f *testing.F) {
	f.Add([]byte(someComments), []byte(someTags))
	f.Add([]byte("<comments><row"), []byte(`<tags><row TagName="c#" ExcerptPostId="20"/>`))
	dir, untouched := f.TempDir(), ingesttest.OpenStore(f)
	f.Fuzz(func(t *testing.T, comments, tags []byte) {
		ingesttest.WriteFile(t, dir, "Posts.xml", somePostsWithExcerpts[:strings.Index(somePostsWithExcerpts, `  <row Id="x"`)]+"</posts>")
		ingesttest.WriteFile(t, dir, "Comments.xml", string(comments))
		ingesttest.WriteFile(t, dir, "Tags.xml", string(tags))
		ingesttest.ImportTwice(t, "qna", untouched, func(known graph.Reader) ingest.Reader {
			return stackexchange.Reader{Dir: dir, Source: "qna", Namer: ingesttest.Namer(), Store: known, All: true}
		})
	})
}
