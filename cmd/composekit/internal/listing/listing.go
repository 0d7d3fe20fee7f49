// Package listing owns the output forms of lists: tables, Go templates and JSON, word for word as
// docker's programs print them. It knows rows, and neither commands nor engines.
package listing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"
	"text/template"
	"unicode"

	"github.com/composekit/composekit/internal/terminal"
)

// write prints rows as format says: "" and "table" are the default table, "table TEMPLATE" is one with
// other columns, "json" an object a row, and everything else a template for each row.
func write[Row any](w io.Writer, format, table string, headers headers, rows []Row) error {
	switch format {
	case "", "table":
		format = "table " + table
	case "json":
		format = "{{json .}}"
	}
	text, tabular := strings.CutPrefix(format, "table")
	text = strings.NewReplacer(`\t`, "\t", `\n`, "\n").Replace(strings.Trim(text, " "))
	tmpl, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		return fmt.Errorf("template parsing error: %w", err)
	}
	var body bytes.Buffer
	for i := range rows {
		if err := tmpl.Execute(&body, &rows[i]); err != nil {
			return fmt.Errorf("template parsing error: %w", err)
		}
		body.WriteByte('\n')
	}
	if !tabular {
		_, err := body.WriteTo(w)
		return err
	}
	tw := newWideTable(w)
	// A column that has no header is left without one.
	_ = tmpl.Funcs(headerFunctions).Execute(tw, headers)
	fmt.Fprintln(tw)
	_, _ = body.WriteTo(tw)
	return tw.Flush()
}

// headers are the names of columns by the field that a template names.
type headers map[string]string

// Label is the header of a column {{.Label "NAME"}}.
func (headers) Label(name string) string {
	parts := strings.Split(name, ".")
	return strings.NewReplacer("-", " ", "_", " ").Replace(parts[len(parts)-1])
}

// functions are what templates can call.
var functions = template.FuncMap{
	"json":  compactJSON,
	"split": strings.Split,
	"join":  join,
	"title": titled,
	"lower": strings.ToLower,
	"upper": strings.ToUpper,
	"pad": func(s string, before, after int) string {
		if s == "" {
			return s
		}
		return strings.Repeat(" ", before) + s + strings.Repeat(" ", after)
	},
	"truncate": func(s string, n int) string { return s[:min(n, len(s))] },
}

// titled is s with each word beginning in upper case, which docker's templates call title.
func titled(s string) string {
	inWord := false
	return strings.Map(func(r rune) rune {
		begins := !inWord
		inWord = unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '\''
		if begins {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// headerFunctions leave headers as they are.
var headerFunctions = template.FuncMap{
	"json":     func(s string) string { return s },
	"split":    func(s, _ string) string { return s },
	"join":     func(s, _ string) string { return s },
	"title":    func(s string) string { return s },
	"lower":    func(s string) string { return s },
	"upper":    func(s string) string { return s },
	"truncate": func(s string, _ int) string { return s },
}

func compactJSON(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSpace(b.String()), err
}

// join puts the elements of a list or the values of a map together.
func join(list any, sep string) (string, error) {
	if list == nil {
		return "", nil
	}
	var out []string
	switch v := reflect.ValueOf(list); v.Kind() {
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			out = append(out, fmt.Sprint(v.Index(i).Interface()))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			out = append(out, fmt.Sprint(v.MapIndex(k).Interface()))
		}
		slices.Sort(out)
	default:
		return "", fmt.Errorf("expected a list, got %T", list)
	}
	return strings.Join(out, sep), nil
}

// columns prints a table of the wider kind, which ls and images have.
func columns(w io.Writer, header []string, rows [][]string) error {
	tw := tabwriter.NewWriter(w, 20, 1, 3, ' ', 0)
	fmt.Fprintln(tw, strings.Join(header, "\t"))
	for _, row := range rows {
		fmt.Fprintln(tw, strings.Join(row, "\t"))
	}
	return tw.Flush()
}

// array prints values as one JSON array on a line; a value that is no list as one object.
func array(w io.Writer, rows any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(rows)
}

// ellipsis cuts a text to a number of columns, the last of which is an ellipsis then.
func ellipsis(s string, n int) string {
	end, columns := -1, 0 // of what has room before an ellipsis, and of all
	for i, c := range s {
		width := terminal.Columns(c)
		if end < 0 && columns+width > n-1 {
			end = i
		}
		columns += width
	}
	if columns <= n {
		return s
	}
	return s[:end] + "…"
}

// wideTable aligns columns in which wide characters count two, as they do in docker's tables.
type wideTable struct{ *tabwriter.Writer }

// filler stands beside a wide character while columns are aligned.
const filler = "\x00"

func newWideTable(w io.Writer) wideTable {
	return wideTable{tabwriter.NewWriter(withoutFillers{w}, 10, 1, 3, ' ', 0)}
}

// Write takes whole characters.
func (t wideTable) Write(b []byte) (int, error) {
	var wide strings.Builder
	for _, c := range string(b) {
		wide.WriteRune(c)
		if terminal.Columns(c) == 2 {
			wide.WriteString(filler)
		}
	}
	if _, err := io.WriteString(t.Writer, wide.String()); err != nil {
		return 0, err
	}
	return len(b), nil
}

type withoutFillers struct{ io.Writer }

func (w withoutFillers) Write(b []byte) (int, error) {
	if _, err := w.Writer.Write(bytes.ReplaceAll(b, []byte(filler), nil)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// ShortID is the form of an identifier that tables have.
func ShortID(id string) string {
	if _, digest, ok := strings.Cut(id, ":"); ok {
		id = digest
	}
	return id[:min(12, len(id))]
}
