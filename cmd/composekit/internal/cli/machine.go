package cli

import (
	"cmp"
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/composekit/composekit/cmd/composekit/internal/filewatch"
	"github.com/composekit/composekit/cmd/composekit/internal/menu"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/watch"
	"github.com/composekit/composekit/internal/stack"
	"github.com/composekit/composekit/source"
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Color allows colour on Err.
	Color bool
	// Width is the number of columns of Err, 0 if it is not a terminal.
	Width int
	// OutColor and OutWidth are the same of Out.
	OutColor bool
	OutWidth int
	// InTerminal is the terminal that In reads from; nil if it does not.
	InTerminal *os.File
}

// Machine is what the program has of the machine that it runs on. All but the streams may be left out.
type Machine struct {
	Streams
	// Name under which the program was called. Default: composekit.
	Name string
	// Dir is the working directory. Default: that of the process.
	Dir string
	// Environ are the variables, as KEY=VALUE. Default (nil): those of the process.
	Environ []string
	// Interrupts takes the signals with which a person or the system asks the program to end, SIGINT and SIGTERM, from when
	// it is called: once at most, and not before there is something to be ended in order.
	Interrupts func() <-chan string
	// TakeSignals has all signals come by Interrupts that a container may be meant to get, until restore is called.
	TakeSignals func() (restore func())
	// BeforeEnd has f done if Interrupts ends the process at once, before it does, until forget is called. Default: nothing does.
	BeforeEnd func(f func()) (forget func())
	// TakeKeys has In tell the keys that a person presses, at once, until restore is called. Default: those of InTerminal; nil
	// where there is none.
	TakeKeys func() (restore func(), err error)
	// Open connects to the engine that the options mean. Default: Docker Engine.
	Open func(ctx context.Context, o EngineOptions) (driver.Driver, error)
	// WatchFiles tells of changes of files. Default: the machine's; see filewatch.Watch.
	WatchFiles func(ctx context.Context, paths []string, skip func(dir string) bool) (iter.Seq2[watch.Change, error], error)
	// Now is the clock. Default: the machine's.
	Now func() time.Time
}

// EngineOptions say which engine is meant; zero values leave it to the variables and the
// configuration that docker has.
type EngineOptions struct {
	// Host is an address such as unix:///run/docker.sock, Context the name of one of docker's.
	Host, Context string
	// ConfigDir is where docker's configuration is.
	ConfigDir string
	// TLS encrypts; so does a TLSVerify that was given, which says whether the engine must show a
	// certificate that is known. The files have the names that docker gives them otherwise.
	TLS                    bool
	TLSVerify              *bool
	TLSCA, TLSCert, TLSKey string
	// Env has the variables of the process.
	Env source.Env
	// Warn is told of docker's configuration if it cannot be read, which then says nothing; nil makes that an error.
	Warn func(error)
}

// Main runs the program with the process's own streams until it is done or interrupted, and
// returns the status to end with. The first interrupt ends the command gracefully, the second at once, and the
// third ends the process.
func Main(name string, args []string) int {
	stack.GrowForProgram() // here, where there is least on it
	collectAt(growthOfOnce)
	var caught signals
	m := Machine{
		Streams: Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr},
		Name:    strings.TrimSuffix(filepath.Base(name), ".exe"), Interrupts: caught.take, TakeSignals: caught.takeAll, BeforeEnd: caught.beforeEnd,
	}
	m.Color, m.Width = terminalOf(os.Stderr)
	m.OutColor, m.OutWidth = terminalOf(os.Stdout)
	if term.IsTerminal(int(os.Stdin.Fd())) {
		m.InTerminal = os.Stdin
	}
	return Run(context.Background(), args, m)
}

// How much the memory in use grows, in percent, before what is not used any more is looked for. A command that loads a project once uses what
// it has made until it ends, and to look is in vain; one that loads again and again should not take more than it needs.
const (
	growthOfOnce = 400
	growthOfMany = 100
)

// collectAt sets that growth, unless the user has (GOGC).
func collectAt(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// complete fills in what was left out.
func (m Machine) complete() Machine {
	if m.Name == "" {
		m.Name = "composekit"
	}
	if m.Now == nil {
		m.Now = time.Now
	}
	if m.WatchFiles == nil {
		m.WatchFiles = filewatch.Watch
	}
	if m.Open == nil {
		m.Open = openDocker
	}
	if m.BeforeEnd == nil {
		m.BeforeEnd = func(func()) (forget func()) { return func() {} }
	}
	if m.TakeKeys == nil && m.InTerminal != nil {
		m.TakeKeys = func() (restore func(), err error) { return menu.Keys(m.InTerminal) }
	}
	writes := new(sync.Mutex)
	m.Out, m.Err = oneByOne(m.Out, writes), oneByOne(m.Err, writes)
	return m
}

// oneByOne lets commands write to w from several goroutines, as they may write to a file.
func oneByOne(w io.Writer, mu *sync.Mutex) io.Writer {
	if _, ok := w.(*os.File); ok {
		return w
	}
	return &serial{mu, w}
}

type serial struct {
	mu *sync.Mutex
	w  io.Writer
}

// Write implements io.Writer.
func (s *serial) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(b)
}

// unknownWidth is how wide a terminal is taken to be that does not say so, and what is no terminal but treated as one.
const unknownWidth = 80

// terminalOf tells whether a file is a terminal that may show colours, and how wide it is: 0 if
// it is none.
func terminalOf(f *os.File) (color bool, width int) {
	fd := int(f.Fd())
	if !term.IsTerminal(fd) {
		return false, 0
	}
	width, _, err := term.GetSize(fd)
	if err != nil || width <= 0 {
		width = unknownWidth
	}
	return os.Getenv("NO_COLOR") == "", width
}

// terminalSize is how large the terminal of Err is now.
func (m *Machine) terminalSize() (width, height int) {
	width, height = cmp.Or(m.Width, unknownWidth), 24
	if f := fileOf(m.Err); f != nil {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 0 && h > 0 {
			width, height = w, h
		}
	}
	return width, height
}

// fileOf is the file that w writes to; nil if it does not.
func fileOf(w io.Writer) *os.File {
	if outer, ok := w.(interface{ Unwrap() io.Writer }); ok {
		return fileOf(outer.Unwrap())
	}
	f, _ := w.(*os.File)
	return f
}

// environ are the variables of the process; PWD is always set.
func (m *Machine) environ() ([]string, error) {
	variables := m.Environ
	if variables == nil {
		variables = os.Environ()
	}
	for _, v := range variables {
		if strings.HasPrefix(v, "PWD=") {
			return variables, nil
		}
	}
	here, err := m.dir()
	return append(variables[:len(variables):len(variables)], "PWD="+here), err
}

func (m *Machine) dir() (string, error) {
	if m.Dir != "" {
		return m.Dir, nil
	}
	return os.Getwd()
}

// surely has restore done once: when what it returns is called, or before the process is ended at once.
func (m *Machine) surely(restore func()) func() {
	restore = sync.OnceFunc(restore)
	forget := m.BeforeEnd(restore)
	return func() {
		restore()
		forget()
	}
}

// path is a file's name as a person writes it on the command line.
func (m *Machine) path(name string) string {
	if m.Dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(m.Dir, name)
}
