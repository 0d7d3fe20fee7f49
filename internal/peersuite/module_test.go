package peersuite

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	peer   = "github.com/compose-spec/compose-go/v2"
	bridge = "github.com/composekit/composekit/model/composego"
	// temporary is the path of the module made for the run.
	temporary = "github.com/composekit/composekit/internal/peersuite/run"
)

// root is the repository.
var root, _ = filepath.Abs("../..")

// module is a module made for the run of another one's tests.
type module struct {
	t      *testing.T
	path   string
	dir    string // of the module
	origin string // of the other's files
	// removed are the declarations of tests and what they use that cannot go through, by
	// package and name, with the reason.
	removed map[string]string
}

// newModule fetches a module, and makes one of a path that requires the same.
func newModule(t *testing.T, origin, version, path string) *module {
	m := &module{t: t, path: path, dir: t.TempDir(), origin: fetched(t, origin, version), removed: map[string]string{}}
	text := m.read(filepath.Join(m.origin, "go.mod"))
	text = strings.Replace(text, "module "+origin, "module "+path, 1)
	if origin == peer {
		text = regexp.MustCompile(`(?m)^go .*$`).ReplaceAllString(text, "go 1.25.0")
	}
	m.write("go.mod", text)
	m.write("go.sum", m.read(filepath.Join(m.origin, "go.sum"))+m.read(filepath.Join(root, "go.sum")))
	for _, edit := range [...]string{
		"-require=" + peer + "@" + peerVersion(t),
		"-require=github.com/composekit/composekit@v0.0.0", "-replace=github.com/composekit/composekit=" + root,
	} {
		goCommand(t, m.dir, "mod", "edit", edit)
	}
	return m
}

// peerVersion is the version of compose-go that this repository uses.
func peerVersion(t *testing.T) string {
	return strings.TrimSpace(goCommand(t, root, "list", "-m", "-f", "{{.Version}}", peer))
}

// fetched is the directory with the files of a module.
func fetched(t *testing.T, path, version string) string {
	out := goCommand(t, root, "mod", "download", "-json", path+"@"+version)
	var info struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &info); err != nil || info.Dir == "" {
		t.Fatalf("go mod download: %v: %s", err, out)
	}
	return info.Dir
}

// goCommand runs the go command outside of the workspace and returns what it prints.
func goCommand(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}

func (m *module) read(name string) string {
	text, err := os.ReadFile(name)
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

func (m *module) write(name, text string) {
	name = filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		m.t.Fatal(err)
	}
}

// setName is how tests set a field that only they can see.
var setName = regexp.MustCompile(`options\.projectName = (".*")`)

// copyPackage copies the files below a directory of compose-go: everything that is no Go, the
// tests, and the code too if asked for. The loader that they import is ours.
func (m *module) copyPackage(dir string, code bool) {
	m.copyFiles(filepath.Join(m.origin, dir), dir, func(name string) bool { return isTest(name) || code }, func(text string) string {
		text = setName.ReplaceAllString(bridged(text), "options.SetProjectName($1, true)")
		return strings.ReplaceAll(text, "myProject", "myproject") // which is a valid name
	})
}

func isTest(name string) bool { return strings.HasSuffix(name, "_test.go") }

// bridged is a Go file with our loader in place of compose-go's.
func bridged(text string) string { return importing(text, peer+"/loader", bridge) }

// importing is a Go file that imports one package in place of another, by the same name.
func importing(text, other, one string) string {
	line := regexp.MustCompile(`(?m)^(\s*)(?:(\w+) )?"` + regexp.QuoteMeta(other) + `"`)
	return line.ReplaceAllStringFunc(text, func(found string) string {
		part := line.FindStringSubmatch(found)
		return part[1] + cmp.Or(part[2], path.Base(other)) + ` "` + one + `"`
	})
}

// copyFiles copies the files below a directory to one of the module: everything that is no Go, and the
// Go files that are wanted, with an edit.
func (m *module) copyFiles(from, to string, want func(name string) bool, edit func(text string) string) {
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		switch {
		case d.Name() == "go.mod" || d.Name() == "go.sum": // the module has its own
		case !strings.HasSuffix(name, ".go"):
			m.write(filepath.Join(to, rel), m.read(name))
		case want(name):
			m.write(filepath.Join(to, rel), edit(m.read(name)))
		}
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// standIn puts what has the names of a package's code, and composekit behind them, in its place.
func (m *module) standIn(dir string) {
	m.write(filepath.Join(dir, "standin.go"), m.read(filepath.Join("testdata", "standins", filepath.Base(dir)+".go")))
}

// names are what stands for a package's code: all exported names of the bridge.
func (m *module) names(dir, packageName string) {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n\nimport ours %q\n\n", packageName, bridge)
	names, err := filepath.Glob(filepath.Join(root, "model", "composego", "*.go"))
	if err != nil {
		m.t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || filepath.Base(name) == "stages.go" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.IsExported() {
					fmt.Fprintf(&b, "var %[1]s = ours.%[1]s\n", d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
						fmt.Fprintf(&b, "type %[1]s = ours.%[1]s\n", s.Name.Name)
					}
				}
			}
		}
	}
	m.write(filepath.Join(dir, "names.go"), b.String())
}

var compilerError = regexp.MustCompile(`(?m)^(?:\./|vet: )?([^\s:/]+_test\.go):(\d+):(\d+): (.*)$`)

// makeCompile takes out of the tests of a package what does not compile, and whatever uses it.
func (m *module) makeCompile(dir string) {
	for range 50 {
		cmd := exec.Command("go", "test", "-c", "-gcflags=-e", "-o", os.DevNull, ".")
		cmd.Dir = filepath.Join(m.dir, dir)
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
		out, err := cmd.CombinedOutput()
		if err == nil {
			return
		}
		found := compilerError.FindAllStringSubmatch(string(out), -1)
		if len(found) == 0 {
			m.t.Fatalf("%s: %v\n%s", dir, err, out)
		}
		byFile := map[string]map[int]string{}
		for _, e := range found {
			lines := byFile[e[1]]
			if lines == nil {
				lines = map[int]string{}
				byFile[e[1]] = lines
			}
			if n, _ := strconv.Atoi(e[2]); lines[n] == "" {
				lines[n] = e[4]
			}
		}
		for file, lines := range byFile {
			m.takeOut(dir, file, lines)
		}
	}
	m.t.Fatalf("%s does not compile whatever is taken out", dir)
}

// takeOut removes the declarations in which the compiler found fault, by line.
func (m *module) takeOut(dir, name string, faults map[int]string) {
	fset := token.NewFileSet()
	path := filepath.Join(m.dir, dir, name)
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	at := func(n ast.Node) string {
		for line := fset.Position(n.Pos()).Line; line <= fset.Position(n.End()).Line; line++ {
			if fault := faults[line]; fault != "" {
				return fault
			}
		}
		return ""
	}
	file.Decls = slices.DeleteFunc(file.Decls, func(decl ast.Decl) bool {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			gen.Specs = slices.DeleteFunc(gen.Specs, func(s ast.Spec) bool { return at(s) != "" })
			return len(gen.Specs) == 0
		}
		fault := at(decl)
		if fn, ok := decl.(*ast.FuncDecl); ok && fault != "" {
			m.removed[dir+"."+fn.Name.Name] = fault
		}
		return fault != ""
	})
	var b bytes.Buffer
	if err := format.Node(&b, fset, file); err != nil {
		m.t.Fatal(err)
	}
	m.write(filepath.Join(dir, name), b.String())
}

// outcome is what came of a test: "pass", "fail" or "skip".
type outcome struct {
	Action, Package, Test string
	output                string
}

// run runs the tests of some packages whose names match.
func (m *module) run(names string, dirs ...string) map[string]*outcome {
	args := []string{"test", "-json", "-timeout", "10m", "-run", names}
	if runtime.GOOS != "windows" {
		// One test takes what there is of memory before and after for what it has used, which is wrong if the collector comes between.
		args = append(args, "-exec", "env GOGC=off GOMEMLIMIT=2GiB")
	}
	for _, dir := range dirs {
		args = append(args, "./"+dir)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = m.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	var stderr, compiler bytes.Buffer
	cmd.Stderr = &stderr
	out, _ := cmd.Output() // that tests fail is to be seen from the events
	all := map[string]*outcome{}
	for line := range bytes.Lines(out) {
		var e struct{ Action, Package, Test, Output string }
		if json.Unmarshal(line, &e) != nil {
			continue
		}
		if e.Action == "build-output" {
			compiler.WriteString(e.Output)
		}
		if e.Test == "" {
			continue
		}
		id := strings.TrimPrefix(e.Package, m.path+"/") + "." + e.Test
		o := all[id]
		if o == nil {
			o = &outcome{Package: e.Package, Test: e.Test}
			all[id] = o
		}
		switch e.Action {
		case "output":
			o.output += e.Output
		case "pass", "fail", "skip":
			o.Action = e.Action
		}
	}
	if compiler.Len()+stderr.Len() > 0 {
		m.t.Errorf("not all tests were run: %s%s", compiler.Bytes(), stderr.Bytes())
	}
	return all
}
