package main

import (
	"fmt"
	"math"
	"time"
)

// metric is one thing that was measured of each company, where less is better.
type metric struct {
	name, unit string
	panel      string // of the plot; "" for none
	of         func(result) float64
}

// value is NaN where it was not measured.
func (m metric) value(r result) float64 {
	if value := m.of(r); value > 0 {
		return value
	}
	return math.NaN()
}

const (
	panelFind   = "find, one client: milliseconds"
	panelTime   = "seconds"
	panelMemory = "megabytes"
)

func metrics() []metric {
	list := []metric{
		{"import", "s", panelTime, func(r result) float64 { return allIn(r.First).Cost.Wall.Seconds() }},
		{"import, processor", "s", "", func(r result) float64 { return allIn(r.First).Cost.Processor.Seconds() }},
		{"second import", "s", panelTime, func(r result) float64 { return allIn(r.Second).Cost.Wall.Seconds() }},
		{"start to first answer", "s", panelTime, func(r result) float64 { return r.Start.Seconds() }},
		{"import, peak memory", "MB", panelMemory, func(r result) float64 { return float64(allIn(r.First).Cost.Peak) / megabyte }},
		{"serving, memory", "MB", panelMemory, func(r result) float64 { return float64(r.serving().Proportional) / megabyte }},
		{"disk", "MB", panelMemory, func(r result) float64 { return float64(r.disk().total()) / megabyte }},
	}
	for _, band := range bands() {
		list = append(list, latencyMetric(band, "p50", panelFind), latencyMetric(band, "p99", panelFind))
	}
	return append(list,
		metric{fmt.Sprintf("an answer with %d clients, processor", manyClients), "ms", "", func(r result) float64 {
			return milli(r.foundOrNothing(viewerEmployee, manyClients).Processor)
		}},
		metric{fmt.Sprintf("a change while %d search, p50", manyClients), "ms", "", func(r result) float64 {
			if r.Writing == nil {
				return 0
			}
			return milli(r.Writing.Write.P50)
		}})
}

func latencyMetric(band, part, panel string) metric {
	return metric{band + " " + part, "ms", panel, func(r result) float64 {
		seen := r.foundOrNothing(viewerEmployee, 1).Bands[band]
		if part == "p99" {
			return milli(seen.P99)
		}
		return milli(seen.P50)
	}}
}

func milli(d time.Duration) float64 { return d.Seconds() * 1000 }

func (r result) foundOrNothing(viewer string, clients int) measured {
	if found := r.found(viewer, clients); found != nil {
		return *found
	}
	return measured{}
}

func (r result) disk() disk {
	if r.Disk == nil {
		return disk{}
	}
	return *r.Disk
}

// serving is what a server held after it was asked by many, or, where it was not, at first.
func (r result) serving() memory {
	if held := r.foundOrNothing(viewerEmployee, manyClients).Memory; held.Proportional > 0 {
		return held
	}
	return r.Idle
}

// growthTable has a line for each metric: its value at each size, and how it grew over the last
// step, as a factor and as the power of the number of facts.
func growthTable(results []result) *table {
	head := []string{"people"}
	for _, each := range results {
		head = append(head, thousands(each.People))
	}
	last := len(results) - 1
	if last > 0 {
		head = append(head, fmt.Sprintf("%s to %s: data × %s", thousands(results[last-1].People), thousands(results[last].People),
			significant(float64(results[last].Facts)/float64(results[last-1].Facts))))
	}
	grown := newTable(head...)
	for _, each := range metrics() {
		row := []string{each.name + ", " + each.unit}
		for _, company := range results {
			row = append(row, significant(each.value(company)))
		}
		if last > 0 {
			row = append(row, growth(results[last-1], results[last], each))
		}
		grown.add(row...)
	}
	return grown
}

func growth(before, after result, of metric) string {
	from, to := of.value(before), of.value(after)
	power := exponent(float64(before.Facts), float64(after.Facts), from, to)
	if math.IsNaN(power) {
		return missing
	}
	return fmt.Sprintf("× %s (facts^%.2f)", significant(to/from), power)
}

// panels are what the plot shows of the results.
func panels(results []result) []panel {
	var list []panel
	for _, title := range []string{panelFind, panelTime, panelMemory} {
		shown := panel{title: title}
		for _, each := range metrics() {
			if each.panel == title {
				shown.lines = append(shown.lines, line{each.name, pointsOf(results, each)})
			}
		}
		list = append(list, shown)
	}
	return list
}

func pointsOf(results []result, of metric) []point {
	var points []point
	for _, each := range results {
		if value := of.value(each); !math.IsNaN(value) {
			points = append(points, point{float64(each.People), value})
		}
	}
	return points
}

func (b *bench) writePlot(results []result) error {
	return b.write(b.plotPath(), plot(panels(results)))
}
