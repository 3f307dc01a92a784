// Package vcard writes people as vCard 4.0 (RFC 6350), one card each: for the address book of a telephone or a mail program.
package vcard

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
)

// Write writes a card of every person that a reader shows, in key order.
func Write(ctx context.Context, reader graph.Reader, to io.Writer) error {
	places, err := readPlaces(ctx, reader)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(to, 64<<10)
	_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		for _, line := range card(fact.Key, graph.As[graph.Person](fact), places[fact.Key]) {
			if _, err := out.WriteString(folded(line)); err != nil {
				return err
			}
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return fmt.Errorf("write cards: %w", err)
	}
	return out.Flush()
}

// place is where somebody works, and the manager.
type place struct {
	unit, site string
	manager    graph.Key
}

func readPlaces(ctx context.Context, reader graph.Reader) (map[graph.Key]place, error) {
	names, of := map[graph.Key]string{}, map[graph.Key]place{}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Unit:
			names[fact.Key] = value.Name
		case graph.Site:
			names[fact.Key] = value.Name
		}
		return nil
	}, graph.KindUnit, graph.KindSite)
	if err == nil {
		_, err = reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
			one := of[fact.From()]
			switch fact.Key.Kind() {
			case graph.KindInUnit:
				one.unit = names[fact.To()]
			case graph.KindAtSite:
				one.site = names[fact.To()]
			case graph.KindReportsTo:
				one.manager = fact.To()
			}
			of[fact.From()] = one
			return nil
		}, graph.KindInUnit, graph.KindAtSite, graph.KindReportsTo)
	}
	if err != nil {
		return nil, fmt.Errorf("read who works where: %w", err)
	}
	return of, nil
}

// card returns the lines of a card.
func card(key graph.Key, person graph.Person, at place) []string {
	lines := []string{"BEGIN:VCARD", "VERSION:4.0", "KIND:individual", "UID:" + uid(key), "FN:" + escaped(person.DisplayName),
		"N:" + component(person.FamilyName) + ";" + component(person.GivenName) + ";;;"}
	add := func(property, value string) {
		if value != "" {
			lines = append(lines, property+":"+value)
		}
	}
	add("TITLE", escaped(person.Title))
	if at.unit != "" {
		add("ORG", ";"+component(at.unit))
	}
	add("EMAIL;TYPE=work", escaped(person.Mail))
	for _, address := range person.MailAlternateAddress {
		add("EMAIL", escaped(address))
	}
	add("TEL;TYPE=work", escaped(person.TelephoneNumber))
	if at.site != "" {
		add("ADR;TYPE=work", ";;;"+component(at.site)+";;;")
	}
	add("LANG", escaped(person.PreferredLanguage))
	if at.manager != "" {
		add("RELATED;TYPE=co-worker", uid(at.manager))
	}
	return append(lines, "END:VCARD")
}

func uid(key graph.Key) string { return "urn:sachant:" + string(key.Kind()) + ":" + key.ID() }

// escaped returns a text as a value holds it.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(text)
}

// component returns a text as a value of several components holds it; in others, some programs show the escape of a semicolon.
func component(text string) string { return strings.ReplaceAll(escaped(text), ";", `\;`) }

// folded returns a line with its end, in lines of at most 75 octets; no character is cut.
func folded(line string) string {
	const most = 75
	var out strings.Builder
	length := 0
	for _, r := range line {
		size := utf8.RuneLen(r)
		if size < 0 {
			r, size = utf8.RuneError, utf8.RuneLen(utf8.RuneError)
		}
		if length+size > most {
			out.WriteString("\r\n ")
			length = 1
		}
		out.WriteRune(r)
		length += size
	}
	return out.String() + "\r\n"
}
