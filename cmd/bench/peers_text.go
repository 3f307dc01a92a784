package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// peersText is the section that compares.
func peersText(contests []contest, versions map[string]string) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		if versions[name] != "" {
			fmt.Fprintf(&text, "- %s: %s\n", name, versions[name])
		}
	}
	text.WriteString(absentText(contests))
	text.WriteString(peersMethod)
	for _, part := range []struct {
		title string
		table *table
	}{
		{"How many times as long as Sachant, by p50", ratioTable(contests)},
		{"Find: p50 / p99 in milliseconds", peersFindTable(contests)},
		{"Putting it in", loadingTable(contests)},
	} {
		fmt.Fprintf(&text, "### %s\n\n%s\n", part.title, part.table)
	}
	return text.String()
}

// peersMethod says what the servers are asked.
const peersMethod = `
One server at a time. Each finds the 500 texts that fit the words best and credits their authors
and, of a question, those of its answers, weighted by likes and acceptance; adds the declarations
of the 50 skills that fit best, and a little for followers; and returns ten people. Sachant's own
weights differ, it leaves out what the one who asks may not see, and its answer holds the reasons;
the others return names. "Credit stored" keeps for each text whom it credits as relationships,
which whoever writes would have to keep right. The statements are in cmd/bench/statements; both
databases stem French, as three in four texts are. Neo4j is filled by its offline import,
PostgreSQL by COPY.

`

// absentText says which servers were left out, each once.
func absentText(contests []contest) string {
	var lines []string
	for _, each := range contests {
		for _, one := range each.Comparisons {
			if one.Absent != "" {
				lines = append(lines, fmt.Sprintf("- %s was not measured: %s\n", one.Name, one.Absent))
			}
		}
	}
	return strings.Join(slices.Compact(lines), "")
}

// by is what was measured with a number of clients; nothing where it was not.
func (c comparison) by(clients int) measured {
	for _, each := range c.By {
		if each.Clients == clients {
			return each
		}
	}
	return measured{}
}

// ours is the comparison of Sachant; nothing where it was not measured.
func (c contest) ours() comparison {
	for _, each := range c.Comparisons {
		if each.Name == nameSachant {
			return each
		}
	}
	return comparison{}
}

// ratioTable has a line for each way of asking that is not ours.
func ratioTable(contests []contest) *table {
	t := newTable("people", "beside", "clients", "rare", "mid", "common", "all", "answers/s: Sachant's, of theirs")
	for _, each := range contests {
		ours := each.ours()
		for _, theirs := range each.Comparisons {
			for _, clients := range []int{1, manyClients} {
				if row, ok := ratios(ours.by(clients), theirs.by(clients)); ok && theirs.Name != ours.Name {
					t.add(append([]string{thousands(each.People), theirs.Name, fmt.Sprint(clients)}, row...)...)
				}
			}
		}
	}
	return t
}

func ratios(ours, theirs measured) (cells []string, ok bool) {
	if ours.Clients == 0 || theirs.Clients == 0 {
		return nil, false
	}
	for _, band := range append(bands(), everything) {
		cells = append(cells, times(theirs.Bands[band].P50.Seconds(), ours.Bands[band].P50.Seconds()))
	}
	return append(cells, times(ours.PerSecond, theirs.PerSecond)), true
}

// times is how many times the second the first is.
func times(more, less float64) string {
	if more <= 0 || less <= 0 {
		return missing
	}
	return "× " + significant(more/less)
}

func peersFindTable(contests []contest) *table {
	t := newTable("people", "server", "clients", "rare", "mid", "common", "all", "answers/s", "processor for one, ms", "memory, MB")
	for _, each := range contests {
		for _, one := range each.Comparisons {
			for _, seen := range one.By {
				row := append([]string{thousands(each.People), one.Name, fmt.Sprint(seen.Clients)}, seen.cells()...)
				t.add(append(row, megabytes(seen.Memory.Proportional))...)
			}
		}
	}
	return t
}

func loadingTable(contests []contest) *table {
	t := newTable("people", "server", "steps", "in all, s", "facts/s", "disk, MB")
	for _, each := range contests {
		for _, one := range each.Comparisons {
			if one.Absent != "" {
				continue
			}
			var steps []string
			total, rate := time.Duration(0), missing
			for _, part := range one.Steps {
				steps = append(steps, fmt.Sprintf("%s %s", part.Name, seconds(part.Took)))
				total += part.Took
			}
			if len(one.Steps) > 1 { // of a company that was kept, there is a start only
				rate = perSecond(each.Facts, total)
			}
			t.add(thousands(each.People), one.Name, strings.Join(steps, ", "), significant(total.Seconds()), rate, megabytes(one.Disk))
		}
	}
	return t
}
