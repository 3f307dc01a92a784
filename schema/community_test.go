package schema

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// has reports what an answer must hold, and what it must not, after "!".
func (a *asking) has(answer string, wanted ...string) {
	a.t.Helper()
	for _, text := range wanted {
		if text, not := strings.CutPrefix(text, "!"); strings.Contains(answer, text) == not {
			a.t.Errorf("%q in the answer: %v\n%s", text, !not, answer)
		}
	}
}

// A closed community is made, found by name and kind, and joined by request; the managers see who asks, others do not. The
// same idempotency key makes it once.
func TestACommunityIsMadeAndJoinedOverGraphQL(t *testing.T) {
	a := newAsking(t)
	a.gate.Now = now
	make := `mutation{setCommunity(input:{name:"Soudeurs vraldune",summary:"TIG",type:"practice",admission:"request",idempotencyKey:"k1",clientMutationId:"c"}){clientMutationId community{id}}}`
	made := a.as("ana", make)
	if again := a.as("ana", make); again != made {
		t.Errorf("made twice: %s, then %s", made, again)
	}
	id := made[strings.Index(made, "community/") : strings.Index(made, "community/")+strings.Index(made[strings.Index(made, "community/"):], `"`)]
	const found = `{communities(type:"practice",text:"VRALDUNE"){totalCount edges{node{name type admission closed memberCount dormant membership{state manages} members{totalCount} joinRequests{text}}}}}`
	a.has(a.as("ana", found), `"totalCount":1`, `"state":"member"`, `"manages":true`, `"memberCount":1`, `"joinRequests":[]`, `"dormant":false`)
	a.has(a.as("karim", found), `"totalCount":1`, `"state":"none"`, `"memberCount":null`, `"joinRequests":null`, `"dormant":null`, `"members":{"totalCount":0}`)
	a.has(a.as("karim", `{communities(mine:true){totalCount}}`), `"totalCount":1`) // the secret one that karim is in
	join := `mutation{joinCommunity(input:{community:"` + id + `",text:"please"}){community{membership{state}}}}`
	a.has(a.as("karim", join), `"state":"requested"`)
	a.has(a.as("karim", join), `"state":"requested"`)
	a.has(a.as("ana", found), `"text":"please"`)
	a.has(a.as("hugo", `mutation{answerJoinRequest(input:{community:"`+id+`",person:"person/karim",admit:true}){community{id}}}`), `"code":"INVALID"`)
	a.has(a.as("ana", `mutation{answerJoinRequest(input:{community:"`+id+`",person:"person/karim",admit:true}){community{members{edges{node{displayName}}}}}}`), "Karim Benali")
	a.has(a.as("karim", found), `"state":"member"`, `"manages":false`, `"memberCount":2`, `"joinRequests":null`)
	a.has(a.as("ana", `mutation{setCommunity(input:{id:"`+id+`",name:"Soudeurs",admission:"open"}){community{name}}}`), `"code":"INVALID"`)
	a.has(a.as("ana", `mutation{setCommunity(input:{id:"`+id+`",name:"Soudeurs"}){community{name summary type admission}}}`), `"summary":"TIG"`, `"type":"practice"`, `"admission":"request"`)
	a.has(a.as("karim", `mutation{leaveCommunity(input:{community:"`+id+`"}){community{membership{state}}}}`), `"state":"none"`)
}

// A secret community, and what is done to it, is to others as if it were not, in lists, counts, ids and mutations.
func TestASecretCommunityIsNotThereForOthers(t *testing.T) {
	a := newAsking(t)
	a.gate.Now = now
	for _, viewer := range []string{"ana", "hugo"} {
		a.has(a.as(viewer, `{communities(first:50){totalCount edges{node{name}}} community(id:"community/fusion"){name}}`), "!Fusion", `"totalCount":1`, `"community":null`)
		for _, mutation := range []string{
			`joinCommunity(input:{community:"%"})`, `leaveCommunity(input:{community:"%"})`, `inviteToCommunity(input:{community:"%",person:"person/hugo"})`,
			`answerJoinRequest(input:{community:"%",person:"person/hugo",admit:true})`, `setMemberRole(input:{community:"%",person:"person/karim",role:""})`,
			`removeMember(input:{community:"%",person:"person/karim"})`, `confirmGuest(input:{community:"%",person:"person/karim",until:"2026-12-31"})`, `setCommunity(input:{id:"%",name:"x"})`,
		} {
			ask := func(id string) string {
				return strings.ReplaceAll(a.as(viewer, "mutation{"+strings.ReplaceAll(mutation, "%", id)+"{community{id}}}"), id, "")
			}
			if got, want := ask("community/fusion"), ask("community/nothing"); got != want || !strings.Contains(got, "NOT_FOUND") {
				t.Errorf("as %s, %s is answered %s, as for what is not there: %s", viewer, mutation, got, want)
			}
		}
	}
}

// What moderators hide leaves searches at once, and returns when another moderator lifts it. The author is told, and appeals.
func TestModerationOverGraphQL(t *testing.T) {
	a := newAsking(t, graph.Edge(person("zoe"), "", "community/achats", "reseau", graph.MemberOf{Role: graph.MemberManager}),
		graph.Edge(person("karim"), "", "community/achats", "reseau", graph.MemberOf{Role: graph.MemberModerator}))
	a.gate.Now = now
	const found = `{findExperts(words:"volume"){edges{node{person{displayName} reasons{evidence{kind}}}}}}`
	a.has(a.as("hugo", found), "Ana Silva")
	a.has(a.as("hugo", `{contribution(id:"contribution/a1"){mayReport hidden reportedByViewer}}`), `"mayReport":true`, `"hidden":false`, `"reportedByViewer":false`)
	a.has(a.as("ana", `{contribution(id:"contribution/a1"){mayReport}}`), `"mayReport":false`)
	a.has(a.as("hugo", `mutation{reportContribution(input:{contribution:"contribution/a1",reason:"insult",text:"quibzarel"}){contribution{reportedByViewer}}}`), `"reportedByViewer":true`)
	const waiting = `{community(id:"community/achats"){reports{reasons{reason text} contribution{id}} measures{id action state mayDecide}}}`
	a.has(a.as("karim", waiting), "quibzarel", "contribution/a1", "!hugo")
	a.has(a.as("ana", waiting), `"reports":null`, `"measures":null`)
	const hide = `mutation{moderate(input:{community:"community/achats",contribution:"contribution/a1",action:"hide",reason:"insult",text:"too rude"}){contribution{hidden}}}`
	a.has(a.as("hugo", hide), `"code":"INVALID"`)
	a.has(a.as("karim", hide), `"hidden":true`)
	a.has(a.as("hugo", found), "!Ana Silva")
	for _, viewer := range []string{"ana", "karim", "zoe"} {
		a.has(a.as(viewer, found), `"edges":[]`)
	}
	a.has(a.as("hugo", `{contribution(id:"contribution/a1"){id}}`), `"contribution":null`)
	own := a.as("ana", `{measures{id action text state mayAppeal mayDecide person{displayName} community{name}}}`)
	a.has(own, `"action":"hide"`, "too rude", `"mayAppeal":true`, `"mayDecide":false`, "Achats", "!karim", "!hugo")
	measure := own[strings.Index(own, "measure/") : strings.Index(own, "measure/")+len("measure/")+26]
	a.has(a.as("ana", `mutation{appeal(input:{measure:"`+measure+`",text:"a quotation"}){clientMutationId}}`), "!errors")
	a.has(a.as("karim", `mutation{decideMeasure(input:{measure:"`+measure+`",lift:true}){clientMutationId}}`), `"code":"INVALID"`)
	a.has(a.as("zoe", waiting), `"state":"appealed"`, `"mayDecide":true`)
	a.has(a.as("zoe", `mutation{decideMeasure(input:{measure:"`+measure+`",lift:true,answer:"indeed"}){clientMutationId}}`), "!errors")
	a.has(a.as("hugo", found), "Ana Silva")
	a.has(a.as("ana", `{measures{state answer}}`), `"state":"lifted"`, "indeed")
}
