package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// row is one figure and what it should be.
type row struct {
	what   string
	got    float64
	most   float64 // the target, if the figure must not be above it
	least  float64 // the target, if it must not be below
	unit   string
	detail string
}

// met reports whether the figure is what it should be, and by which factor it is better: below
// 1 it is missed.
func (r row) met() (bool, float64) {
	if r.least > 0 {
		return r.got >= r.least, r.got / r.least
	}
	return r.got <= r.most, r.most / r.got
}

// table collects figures and tells progress as they come.
type table struct {
	rows     []row
	progress io.Writer
}

func (t *table) add(r row) {
	t.rows = append(t.rows, r)
	ok, _ := r.met()
	fmt.Fprintf(t.progress, "%-6s %s: %s %s (%s)\n", verdict(ok), r.what, figure(r.got), r.unit, r.detail)
}

// atLeast adds how often ours goes into theirs.
func (t *table) atLeast(least float64, what string, theirs, ours time.Duration) {
	t.add(row{what: what, got: float64(theirs) / float64(ours), least: least, unit: "×", detail: rounded(ours) + " against " + rounded(theirs)})
}

func (t *table) atMost(most float64, unit, what string, got float64, detail string) {
	t.add(row{what: what, got: got, most: most, unit: unit, detail: detail})
}

// growth adds the exponent with which a time grows from one size to a larger one.
func (t *table) growth(what string, small, large int, before, after time.Duration) {
	exponent := math.Log(float64(after)/float64(before)) / math.Log(float64(large)/float64(small))
	t.atMost(1.05, "", what, exponent, fmt.Sprintf("%s for %d, %s for %d", rounded(before), small, rounded(after), large))
}

func verdict(ok bool) string {
	if ok {
		return "met"
	}
	return "MISSED"
}

func figure(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// print writes the table as Markdown, and which row is worst.
func (t *table) print(w io.Writer) {
	fmt.Fprintln(w, "| What | Figure | Target | | Measured |\n|---|---:|---:|---|---|")
	met := 0
	for _, r := range t.rows {
		target := "≤ " + figure(r.most)
		if r.least > 0 {
			target = "≥ " + figure(r.least)
		}
		ok, _ := r.met()
		if ok {
			met++
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", r.what, strings.TrimSpace(figure(r.got)+" "+r.unit), target, verdict(ok), r.detail)
	}
	if len(t.rows) == 0 {
		return
	}
	worst := slices.MinFunc(t.rows, func(a, b row) int {
		_, x := a.met()
		_, y := b.met()
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	fmt.Fprintf(w, "\n%d of %d targets are met. The worst row is “%s”: %s.\n", met, len(t.rows), worst.what, strings.TrimSpace(figure(worst.got)+" "+worst.unit))
}

func rounded(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.1f µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.2f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
