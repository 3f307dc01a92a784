package rdf

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/sachant/sachant/graph"
)

// WriteOrganization writes the people that a reader shows, with their units, sites, managers and communities: foaf:Person,
// org:OrganizationalUnit, org:Site, org:memberOf, org:reportsTo, org:basedAt. A community is a foaf:Group.
func WriteOrganization(ctx context.Context, reader graph.Reader, to Writer) error {
	joined := map[graph.Key][]Statement{}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		from, end := fact.Key.Ends()
		predicate := map[graph.Kind]string{graph.KindInUnit: "org:memberOf", graph.KindReportsTo: "org:reportsTo", graph.KindAtSite: "org:basedAt"}[fact.Key.Kind()]
		if fact.Key.Kind() == graph.KindMemberOf {
			joined[end] = append(joined[end], Statement{"foaf:member", Term{IRI: IRIOf(from)}})
			return nil
		}
		joined[from] = append(joined[from], Statement{predicate, Term{IRI: IRIOf(end)}})
		return nil
	}, graph.KindInUnit, graph.KindReportsTo, graph.KindAtSite, graph.KindMemberOf)
	if err != nil {
		return fmt.Errorf("read who works where: %w", err)
	}
	_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		of := describe(fact)
		of.Statements = append(of.Statements, joined[fact.Key]...)
		return to.Write(of)
	}, graph.KindPerson, graph.KindUnit, graph.KindSite, graph.KindCommunity)
	if err != nil {
		return fmt.Errorf("write people and units: %w", err)
	}
	return nil
}

func describe(fact graph.Fact) Description {
	of := Description{Subject: IRIOf(fact.Key)}
	switch value := fact.Value.(type) {
	case graph.Person:
		of.Name("a", "foaf:Person")
		of.Text("foaf:name", value.DisplayName, "")
		of.Text("foaf:givenName", value.GivenName, "")
		of.Text("foaf:familyName", value.FamilyName, "")
		of.Text("foaf:title", value.Title, "")
		if value.Mail != "" {
			of.IRI("foaf:mbox", "mailto:"+url.PathEscape(value.Mail))
		}
		if number := dialled(value.TelephoneNumber); number != "" {
			of.IRI("foaf:phone", "tel:"+number)
		}
	case graph.Unit:
		of.Name("a", "org:OrganizationalUnit")
		of.Text("skos:prefLabel", value.Name, "")
		of.Text("org:identifier", value.Code, "")
	case graph.Site:
		of.Name("a", "org:Site")
		of.Text("org:siteAddress", value.Name, "")
	case graph.Community:
		of.Name("a", "foaf:Group")
		of.Text("foaf:name", value.Name, "")
	}
	return of
}

// dialled returns the digits of a telephone number, and a leading +.
func dialled(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	if digits != "" && strings.HasPrefix(strings.TrimSpace(number), "+") {
		return "+" + digits
	}
	return digits
}
