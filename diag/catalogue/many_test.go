package catalogue

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/validate"
)

var (
	service = regexp.MustCompile(`^  ([A-Za-z][\w-]*):`)
	item    = regexp.MustCompile(`^ +- .`)
	value   = regexp.MustCompile(`^( {4,}[\w.${}-]+)(: .*)$`)
)

// manyOf are projects of about size bytes in which something of a text of a Compose file is there very many times: a service, an
// item of a list, or an entry of a mapping. They are named by what that is.
func manyOf(text string, size int) map[string]string {
	out := map[string]string{}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	repeated := func(from, to int, each func(n int) string) {
		var b strings.Builder
		for n := 0; b.Len() < size; n++ {
			b.WriteString(each(n) + "\n")
		}
		name := fmt.Sprintf("line %d: %.40q", from+1, strings.TrimSpace(lines[from]))
		if _, twice := out[name]; twice {
			name += ", numbered"
		}
		out[name] = strings.Join(lines[:from], "\n") + "\n" + b.String() + strings.Join(lines[to:], "\n") + "\n"
	}
	for i, line := range lines {
		if m := service.FindStringSubmatchIndex(line); m != nil {
			end := i + 1
			for end < len(lines) && strings.HasPrefix(lines[end], "   ") {
				end++
			}
			block := strings.Join(lines[i:end], "\n")
			repeated(i, end, func(n int) string { return fmt.Sprint(block[:m[3]], n, block[m[3]:]) })
		}
		if item.MatchString(line) {
			repeated(i, i+1, func(int) string { return line })
			repeated(i, i+1, func(n int) string { return fmt.Sprint(line, n) })
		}
		if m := value.FindStringSubmatch(line); m != nil {
			repeated(i, i+1, func(n int) string { return fmt.Sprint(m[1], n, m[2]) })
		}
	}
	return out
}

// TestVeryMany wants what is wrong in each example not to take long where it is there very many times: of the time that another
// project of the same size takes, the square of anything would be hundreds of times.
func TestVeryMany(t *testing.T) {
	const size, times = 100_000, 20
	l := loader.Loader{Rules: slices.Concat(validate.Standard(), validate.Security(), validate.Reliability())}
	took := func(files map[string]string) time.Duration {
		l.FS = source.Map(files, source.Unix)
		start := material.ProcessorTime()
		if _, err := l.Load(context.Background(), "/p/compose.yaml"); err != nil {
			t.Fatal(err)
		}
		return material.ProcessorTime() - start
	}
	ordinary := manyOf("services:\n  web:\n    image: nginx\n    ports: [\"80\"]\n    environment:\n      A: b\n", size)[`line 2: "web:"`]
	usual := func() time.Duration { return took(map[string]string{"/p/compose.yaml": ordinary}) }
	most := max(usual(), usual())
	eachEntry(func(e Entry) {
		files := map[string]string{}
		for _, f := range e.Wrong.Files {
			files["/p/"+f.Name] = f.Text
		}
		projects := manyOf(files["/p/compose.yaml"], size)
		for _, name := range material.Sample(slices.Sorted(maps.Keys(projects))) {
			files["/p/compose.yaml"] = projects[name]
			d := took(files)
			for range 3 { // other work on the machine may be why
				if d <= times*most {
					break
				}
				d, most = min(d, took(files)), max(most, usual())
			}
			if d > times*most {
				t.Errorf("%s, very many of %s: %v, and an ordinary project takes %v", e.Def.Code, name, d, most)
			}
		}
	})
}
