package access

import (
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Surroundings is what [Audience] depends on besides the fact itself.
type Surroundings struct {
	// Owner is the person that an account or an interview belongs to.
	Owner map[graph.Key]graph.Key
	// Consents are the purposes to which a person consents.
	Consents map[graph.Key][]string
	// Communities are those of a contribution and of the questions that it answers, or the one of a membership.
	Communities map[graph.Key][]graph.Fact
	// HiddenIn are the communities whose moderators hid a contribution, Authors who wrote such a one.
	HiddenIn map[graph.Key][]graph.Key
	Authors  map[graph.Key][]graph.Key
}

// Audience returns who may see a fact, by the contents of the fact or by the row of its kind. For an edge
// it is the edge's own audience; its viewer must be in that of both ends too. Nobody sees a fact that no
// rule and no row names.
func Audience(fact graph.Fact, have Surroundings) Labels {
	switch value := fact.Value.(type) {
	case nil:
		return nil
	case graph.Person:
		return ofPerson(fact.Key, value)
	case graph.Community:
		return ofCommunity(fact.Key, value)
	case graph.Contribution:
		shown := ofContribution(have.Communities[fact.Key])
		if hidden := have.HiddenIn[fact.Key]; len(hidden) > 0 {
			return ofHidden(shown, hidden, have.Authors[fact.Key])
		}
		return shown
	case graph.Wish:
		owner := have.Owner[fact.Key]
		return ofWish(owner, slices.Contains(have.Consents[owner], graph.PurposeWishes))
	case graph.Measure:
		return ofMeasure(have.Owner[fact.Key], value)
	case graph.Opening:
		return ofOpening(value)
	case graph.Shortlist:
		return ofShortlist(value)
	case graph.SavedSearch:
		return Labels{Self(graph.Key(value.Owner))}
	}
	if from, to := fact.Key.Ends(); from != "" {
		declaration, _ := fact.Value.(graph.Declares)
		has := standingOf(declaration.IsPublished(), fact.Key.Tag())
		if fact.Key.Kind() == graph.KindMemberOf {
			has = standingIn(have.Communities[fact.Key])
		}
		return edgeAudience(fact.Value.Kind(), has, from, to)
	}
	return ofKind(fact.Value.Kind(), have.Owner[fact.Key])
}

// standing is on what the audience of a declaration or a membership depends besides its ends; other edges are all kept.
type standing uint8

const (
	kept      standing = iota // an interview's, which the person has not published; a membership of an open community
	published                 // colleagues may see it
	private                   // the person's own word, which they have not published
	closed                    // a membership of a closed community
	standings
)

// standingOf returns the standing of a declaration with a tag.
func standingOf(isPublished bool, tag string) standing {
	switch {
	case isPublished:
		return published
	case tag == DeclaredBySelf:
		return private
	}
	return kept
}

// standingIn returns the standing of a membership, given its community.
func standingIn(community []graph.Fact) standing {
	if len(community) == 1 && !graph.As[graph.Community](community[0]).IsClosed() {
		return kept
	}
	return closed
}

// edgeAudience returns who may see an edge: it depends on its kind, its ends and its standing.
func edgeAudience(kind graph.Kind, has standing, from, to graph.Key) Labels {
	switch kind {
	case graph.KindDeclares:
		return ofDeclaration(from, has)
	case graph.KindMemberOf:
		return ofMembership(from, to, has)
	}
	owner := from
	if owner.Kind() != graph.KindPerson {
		owner = to
	}
	labels := ofKind(kind, owner)
	if described, _ := graph.Describe(kind); to.Kind() == graph.KindCommunity && strings.Contains(described.Audience, "moderator") {
		labels = append(labels, ModeratorOf(to))
	}
	return labels
}

// ofKind is the audience that the row of a kind names, of a fact that belongs to a person. A fact that
// ought to belong to somebody and does not is for nobody.
func ofKind(kind graph.Kind, owner graph.Key) Labels {
	described, _ := graph.Describe(kind)
	if isOwned(described) && owner.Kind() != graph.KindPerson {
		return nil
	}
	var labels Labels
	for word := range strings.FieldsSeq(described.Audience) {
		switch word {
		case "company":
			labels = append(labels, Company)
		case "hr":
			labels = append(labels, HR)
		case "recruiter":
			labels = append(labels, Recruiting)
		case "dpo":
			labels = append(labels, Protection)
		case "self":
			labels = append(labels, Self(owner))
		case "manager":
			labels = append(labels, ManagerOf(owner))
		case "mention":
			labels = append(labels, Mention)
		}
	}
	return labels
}

// isOwned reports whether the audience of a kind depends on a person that each fact belongs to.
func isOwned(kind graph.Descriptor) bool {
	return strings.Contains(kind.Audience, "self") || strings.Contains(kind.Audience, "manager")
}

// ofPerson: who left is shown to nobody, who is hidden to nobody but themselves.
func ofPerson(key graph.Key, person graph.Person) Labels {
	switch {
	case person.Absent:
		return nil
	case person.Hidden:
		return Labels{Self(key)}
	}
	return Labels{Company, Self(key)}
}

// ofCommunity: a secret community exists for its members, for people invited to it and for people suspended from it.
func ofCommunity(key graph.Key, community graph.Community) Labels {
	if community.Secret {
		return Labels{MemberOf(key), AwareOf(key)}
	}
	return Labels{Company}
}

// ofContribution: a contribution to a closed community is for its members. A set of labels cannot
// ask for two memberships at once, so a contribution to two closed communities is for nobody.
func ofContribution(communities []graph.Fact) Labels {
	labels := Labels{Company}
	restricted := 0
	for _, community := range communities {
		if graph.As[graph.Community](community).IsClosed() {
			labels = Labels{MemberOf(community.Key)}
			restricted++
		}
	}
	if restricted > 1 {
		return nil
	}
	return labels
}

// ofHidden: a contribution that is hidden is for its authors, and for the moderators of a community that hid it, where members of
// this community saw it before.
func ofHidden(shown Labels, communities, authors []graph.Key) (labels Labels) {
	for _, community := range communities {
		if slices.Contains(shown, Company) || slices.Contains(shown, MemberOf(community)) {
			labels = append(labels, ModeratorOf(community))
		}
	}
	for _, author := range authors {
		labels = append(labels, Self(author))
	}
	return labels
}

// ofMembership: who is in a closed community is for its members.
func ofMembership(person, community graph.Key, has standing) Labels {
	if has == closed {
		return Labels{Self(person), MemberOf(community)}
	}
	return Labels{Company}
}

// ofMeasure: a measure is for the person that it is taken against, and the moderators of the community.
func ofMeasure(person graph.Key, measure graph.Measure) Labels {
	labels := Labels{ModeratorOf(graph.Key(measure.Community))}
	if person.Kind() == graph.KindPerson {
		labels = append(labels, Self(person))
	}
	return labels
}

// ofDeclaration: until the person publishes it, what an interview states about a skill is for the person, their manager
// and HR, and what the person states themselves is for them alone.
func ofDeclaration(person graph.Key, has standing) Labels {
	switch has {
	case private:
		return Labels{Self(person)}
	case published:
		return Labels{Self(person), ManagerOf(person), HR, Company}
	}
	return Labels{Self(person), ManagerOf(person), HR}
}

// ofWish: what a person wishes is for them alone, until they consent that HR and recruiters see it.
func ofWish(person graph.Key, consents bool) Labels {
	switch {
	case person.Kind() != graph.KindPerson:
		return nil
	case consents:
		return Labels{Self(person), HR, Recruiting}
	}
	return Labels{Self(person)}
}

// ofOpening: an opening is for those who recruit, and for the company while it is open.
func ofOpening(opening graph.Opening) Labels {
	labels := Labels{HR, Recruiting}
	if opening.State == graph.OpeningOpen {
		labels = append(labels, Company)
	}
	return labels
}

// ofShortlist: a list is for its owner and the people that it is shared with.
func ofShortlist(list graph.Shortlist) Labels {
	labels := Labels{Self(graph.Key(list.Owner))}
	for _, person := range list.SharedWith {
		labels = append(labels, Self(graph.Key(person)))
	}
	return labels
}

// isMentioned reports whether nodes of a kind exist for those only who may see a fact that mentions them.
func isMentioned(kind graph.Kind) bool {
	described, _ := graph.Describe(kind)
	return described.Audience == string(Mention)
}

// mentionsOf returns the kinds of edges that mention nodes of a kind; where "" is given, of all such kinds.
func mentionsOf(kind graph.Kind) []graph.Kind {
	var kinds []graph.Kind
	for _, edge := range graph.Descriptors() {
		if edge.To != "" && isMentioned(edge.To) && (kind == "" || edge.To == kind) {
			kinds = append(kinds, edge.Kind())
		}
	}
	return kinds
}

// isMention reports whether edges of a kind mention the node that they lead to.
func isMention(kind graph.Kind) bool {
	described, _ := graph.Describe(kind)
	return described.To != "" && isMentioned(described.To)
}

// isOwnedNode reports whether each node of a kind belongs to a person.
func isOwnedNode(kind graph.Kind) bool {
	described, _ := graph.Describe(kind)
	return described.From == "" && (isOwned(described) || kind == graph.KindWish || kind == graph.KindMeasure)
}

// Audiences labels facts, reading what [Audience] needs to know in a fixed number of reads.
func Audiences(ctx context.Context, reader graph.Reader, facts []graph.Fact) (map[graph.Key]Labels, error) {
	labels, _, err := audiencesAndOwners(ctx, reader, facts)
	return labels, err
}

func audiencesAndOwners(ctx context.Context, reader graph.Reader, facts []graph.Fact) (map[graph.Key]Labels, map[graph.Key]graph.Key, error) {
	have, err := surroundings(ctx, reader, facts)
	if err != nil {
		return nil, nil, err
	}
	labels := make(map[graph.Key]Labels, len(facts))
	for _, fact := range facts {
		labels[fact.Key] = Audience(fact, have)
	}
	return labels, have.Owner, nil
}

func surroundings(ctx context.Context, reader graph.Reader, facts []graph.Fact) (Surroundings, error) {
	var owned, contributions, memberships []graph.Key
	for _, fact := range facts {
		switch kind := fact.Key.Kind(); {
		case kind == graph.KindContribution:
			contributions = append(contributions, fact.Key)
		case kind == graph.KindMemberOf:
			memberships = append(memberships, fact.Key)
		case isOwnedNode(kind):
			owned = append(owned, fact.Key)
		}
	}
	owner, err := Owners(ctx, reader, owned)
	if err != nil {
		return Surroundings{}, err
	}
	consents, err := consentsOf(ctx, reader, wishers(owner))
	if err != nil {
		return Surroundings{}, err
	}
	have := Surroundings{Owner: owner, Consents: consents}
	if err := have.ReadPlaces(ctx, reader, contributions); err != nil {
		return Surroundings{}, err
	}
	return have, have.readJoined(ctx, reader, memberships)
}

// wishers returns the owners of wishes, in order.
func wishers(owner map[graph.Key]graph.Key) []graph.Key {
	var people []graph.Key
	for node, person := range owner {
		if node.Kind() == graph.KindWish {
			people = append(people, person)
		}
	}
	return graph.Distinct(people)
}

func consentsOf(ctx context.Context, reader graph.Reader, people []graph.Key) (map[graph.Key][]string, error) {
	if len(people) == 0 {
		return nil, nil
	}
	edges, err := reader.Edges(ctx, people, graph.Out, graph.KindConsents)
	consents := make(map[graph.Key][]string, len(edges))
	for _, edge := range edges {
		consents[edge.From()] = append(consents[edge.From()], edge.Key.Tag())
	}
	return consents, err
}

func Owners(ctx context.Context, reader graph.Reader, nodes []graph.Key) (map[graph.Key]graph.Key, error) {
	if len(nodes) == 0 {
		return nil, nil
	}
	edges, err := reader.Edges(ctx, nodes, graph.Out, Ownership()...)
	if err != nil {
		return nil, err
	}
	owner := make(map[graph.Key]graph.Key, len(edges))
	for _, edge := range edges {
		owner[edge.From()] = edge.To()
	}
	return owner, nil
}

// Ownership returns the kinds of edges that lead from an owned node to the person it belongs to.
func Ownership() []graph.Kind {
	var kinds []graph.Kind
	for _, edge := range graph.Descriptors() {
		if edge.To == graph.KindPerson && isOwned(edge) && isOwnedNode(edge.From) {
			kinds = append(kinds, edge.Kind())
		}
	}
	return kinds
}
