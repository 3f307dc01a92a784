package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// missing stands for what was not measured.
const missing = "–"

const megabyte = 1 << 20

// thousands is a whole number of at least 0 as 1,234,567.
func thousands[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// significant is a number with about three digits: 0.42, 4.25, 42.5, 425, 4,250; missing for one that is
// not above 0.
func significant(value float64) string {
	switch {
	case !(value > 0) || math.IsInf(value, 0):
		return missing
	case value < 9.995:
		return fmt.Sprintf("%.2f", value)
	case value < 99.95:
		return fmt.Sprintf("%.1f", value)
	}
	return thousands(int64(math.Round(value)))
}

func milliseconds(d time.Duration) string { return significant(d.Seconds() * 1000) }

func megabytes(bytes int64) string { return significant(float64(bytes) / megabyte) }

// latencies are the 50th and the 99th of a hundred, in milliseconds.
func latencies(l latency) string {
	if l.Count == 0 {
		return missing
	}
	return milliseconds(l.P50) + " / " + milliseconds(l.P99)
}

// table is one of Markdown, whose first column is words and whose others are numbers.
type table struct{ rows [][]string }

func newTable(head ...string) *table { return &table{[][]string{head}} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) String() string {
	var text strings.Builder
	for i, row := range t.rows {
		fmt.Fprintf(&text, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			text.WriteString("|---|" + strings.Repeat("---:|", len(row)-1) + "\n")
		}
	}
	return text.String()
}
