package house

import (
	"go/format"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestGofmt wants every Go file as gofmt writes it.
func TestGofmt(t *testing.T) {
	for _, name := range allFiles(t) {
		if path.Ext(name) != ".go" || inTestdata(name) {
			continue
		}
		text := read(t, name)
		formatted, err := format.Source([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if string(formatted) != text {
			t.Errorf("%s is not as gofmt writes it", name)
		}
	}
}

// unwanted are words that have no place in the project's own text. They are written in two
// halves here, so that this file passes its own test.
var unwanted = []struct {
	pattern *regexp.Regexp
	reason  string
}{
	{regexp.MustCompile(`\b(FIX` + `ME|XX` + `X|HA` + `CK)\b`), "say what is the matter in plain words"},
	{regexp.MustCompile(`\bTO` + `DO\b(?:[^:(]|$|[:(]\S*.{0,15}$)`), "say what it waits for: TO" + "DO: reason"},
	{regexp.MustCompile(`/wo` + `rk/(main|shared)|/ro` + `ot/go/|/tm` + `p/cg\b`), "a path of one machine"},
}

// TestUnwantedWords reads the project's own text; what others wrote lies in testdata.
func TestUnwantedWords(t *testing.T) {
	own := []string{".go", ".md", ".mod", ".work", ".yml", ".yaml", ".sh", ".txtar", ".txt", ""}
	for _, name := range allFiles(t) {
		if !slices.Contains(own, path.Ext(name)) || inTestdata(name) {
			continue
		}
		for i, line := range strings.Split(read(t, name), "\n") {
			for _, u := range unwanted {
				if found := u.pattern.FindString(line); found != "" {
					t.Errorf("%s:%d: %q: %s", name, i+1, found, u.reason)
				}
			}
		}
	}
}

// TestNamesSayWhatIsInside forbids names under which anything could be put.
func TestNamesSayWhatIsInside(t *testing.T) {
	vague := []string{"util", "utils", "common", "helper", "helpers", "misc"}
	for _, name := range allFiles(t) {
		if path.Ext(name) != ".go" || inTestdata(name) {
			continue
		}
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".go"), "_test")
		if slices.Contains(vague, base) || slices.Contains(vague, path.Base(path.Dir(name))) {
			t.Errorf("%s: the name does not say what is inside", name)
		}
	}
}

var (
	inlineLink = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	fence      = regexp.MustCompile("(?ms)^```.*?^```$")
)

// TestLinks follows every link of the documentation to a file of the repository, and to its heading.
func TestLinks(t *testing.T) {
	for _, name := range allFiles(t) {
		if path.Ext(name) != ".md" || inTestdata(name) {
			continue
		}
		for _, m := range inlineLink.FindAllStringSubmatch(fence.ReplaceAllString(read(t, name), ""), -1) {
			link := m[1]
			if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
				continue
			}
			target, anchor, _ := strings.Cut(link, "#")
			if target == "" {
				target = path.Base(name)
			}
			target = path.Join(path.Dir(name), target)
			if _, err := os.Stat(filepath.Join(top, target)); err != nil {
				t.Errorf("%s: the link %s leads nowhere", name, link)
				continue
			}
			if anchor != "" && path.Ext(target) == ".md" && !slices.Contains(anchors(read(t, target)), anchor) {
				t.Errorf("%s: %s has no heading %s", name, target, anchor)
			}
		}
	}
}

// anchors are the headings of a page as links name them.
func anchors(text string) []string {
	var out []string
	for line := range strings.Lines(fence.ReplaceAllString(text, "")) {
		heading := strings.TrimLeft(line, "#")
		if heading == line || !strings.HasPrefix(heading, " ") {
			continue
		}
		out = append(out, strings.Map(func(c rune) rune {
			switch {
			case c == ' ' || c == '-':
				return '-'
			case unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_':
				return unicode.ToLower(c)
			}
			return -1
		}, strings.TrimSpace(heading)))
	}
	return out
}

// TestDependenciesHaveReasons wants every module that the root module requires directly in
// the list of docs/architecture.md.
func TestDependenciesHaveReasons(t *testing.T) {
	page := read(t, "docs/architecture.md")
	for line := range strings.Lines(read(t, "go.mod")) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) != 2 || !strings.HasPrefix(fields[1], "v") || !strings.Contains(fields[0], ".") {
			continue // not a requirement, or an indirect one
		}
		if !strings.Contains(page, "`"+fields[0]+"`") {
			t.Errorf("docs/architecture.md gives no reason for %s", fields[0])
		}
	}
}

// TestReadmeIsShort keeps the README a page that can be read at once.
func TestReadmeIsShort(t *testing.T) {
	const most = 150
	if n := strings.Count(read(t, "README.md"), "\n"); n > most {
		t.Errorf("README.md has %s lines, more than %d: move what is not for everybody to docs", strconv.Itoa(n), most)
	}
}

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// TestReadmePrograms wants the programs of the README in files that the tests compile and run.
func TestReadmePrograms(t *testing.T) {
	blocks := goBlock.FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(blocks) == 0 {
		t.Fatal("README.md has no program")
	}
	tested := read(t, "example_test.go") + read(t, "examples/goldens/shop_test.go")
	for _, b := range blocks {
		indented := "\t" + strings.ReplaceAll(strings.TrimSuffix(b[1], "\n"), "\n", "\n\t")
		if !strings.Contains(tested, b[1]) && !strings.Contains(tested, indented) {
			t.Errorf("no tested file has this program of README.md:\n%s", b[1])
		}
	}
}
