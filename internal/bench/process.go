package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// processes measures what only a process of its own shows: how it starts, and the most memory
// that it had.
func (b *bench) processes() error {
	if err := b.build(); err != nil {
		return err
	}
	if err := b.start(); err != nil {
		return err
	}
	if err := b.command(); err != nil {
		return err
	}
	return b.memory()
}

// usage is what a process took.
type usage struct {
	time time.Duration
	out  []byte // of standard error
}

// Variables of programs that are started.
const (
	traced  = "GODEBUG=inittrace=1" // the runtime tells of the initialisation of packages
	oneCore = "GOMAXPROCS=1"        // as this process has
)

// used runs a program, with variables besides the usual ones.
func used(variables []string, name string, args ...string) (usage, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(append(os.Environ(), "DB_PASSWORD=secret"), variables...)
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, out.Bytes())
	}
	return usage{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), out.Bytes()}, nil
}

// peak is the most memory that a program had at once, in bytes, as it told. What the system tells of a process
// that has ended would not do: it counts the memory of whoever started it, too.
func (u usage) peak() (int64, error) {
	_, rest, _ := strings.Cut(string(u.out), "VmHWM:")
	field := strings.Fields(rest)
	if len(field) < 2 || field[1] != "kB" {
		return 0, fmt.Errorf("a program does not tell its memory: %s", u.out)
	}
	n, err := strconv.ParseInt(field[0], 10, 64)
	return n << 10, err
}

// launches are the best times of programs that load a small file once, and do nothing.
type launches struct{ inits, without, loaded time.Duration }

// start measures the initialisation of our packages and the first load of a small file.
func (b *bench) start() error {
	for range 10 * b.rounds {
		u, err := used([]string{traced}, b.program("ours"), filepath.Join(b.small, "compose.yaml"))
		if err != nil {
			return err
		}
		none, err := used([]string{traced}, b.program("empty"))
		if err != nil {
			return err
		}
		init, load, err := trace(u.out)
		if err != nil {
			return err
		}
		runtime, _, err := trace(none.out)
		if err != nil {
			return err
		}
		if best := b.launched; best.loaded > 0 {
			init, runtime, load = min(init, best.inits), min(runtime, best.without), min(load, best.loaded)
		}
		b.launched = launches{init, runtime, load}
	}
	inits, loaded := max(b.launched.inits-b.launched.without, 0), b.launched.loaded
	b.atMost(0.3, "ms", "package initialisation and the first load of 30 lines", float64(inits+loaded)/1e6,
		fmt.Sprintf("%s and %s", rounded(inits), rounded(loaded)))
	return nil
}

// trace reads what the packages of a program took to be initialised, and what its first load took.
func trace(out []byte) (inits, loaded time.Duration, err error) {
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[0] == "loaded":
			n, err := strconv.ParseInt(words[1], 10, 64)
			if err != nil {
				return 0, 0, err
			}
			loaded = time.Duration(n)
		case len(words) > 5 && words[0] == "init": // init PACKAGE @TIME ms, CLOCK ms clock, …
			ms, err := strconv.ParseFloat(words[4], 64)
			if err != nil {
				return 0, 0, err
			}
			inits += time.Duration(ms * float64(time.Millisecond))
		}
	}
	return inits, loaded, nil
}

// program is where a program is that build made.
func (b *bench) program(name string) string { return filepath.Join(b.dir, name) }

// build makes the programs that are started, and the file that they load.
func (b *bench) build() error {
	const module = "github.com/composekit/composekit/"
	for name, path := range map[string]string{
		"composekit": "cmd/composekit", "empty": "internal/bench/testdata/empty",
		"ours": "internal/bench/testdata/ours", "theirs": "internal/bench/testdata/theirs",
	} {
		built := b.program(name) + ".built"
		cmd := exec.CommandContext(context.Background(), "go", "build", "-o", built, module+path)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as programs are built that are given to others
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w: %s", path, err, text)
		}
		// A program is measured as it is installed, in one piece: what the linker has just written starts
		// a third slower, be it large or small.
		text, err := os.ReadFile(built)
		if err == nil {
			err = os.WriteFile(b.program(name), text, 0o755)
		}
		if err != nil {
			return err
		}
	}
	l, err := services(1).write(b.dir)
	b.small = l.flags.WorkDir
	return err
}

// command compares composekit config -q with a program that does nothing.
func (b *bench) command() error {
	for range 20 * b.rounds {
		u, err := used(nil, b.program("composekit"), "config", "-q", "-f", filepath.Join(b.small, "compose.yaml"))
		if err != nil {
			return err
		}
		b.ours = append(b.ours, u.time)
		if u, err = used(nil, b.program("empty")); err != nil {
			return err
		}
		b.nothing = append(b.nothing, u.time)
	}
	x, y := middle(b.ours), middle(b.nothing)
	b.atMost(2.5, "×", "composekit config -q of 30 lines, of an empty program", float64(x)/float64(y), rounded(x)+" against "+rounded(y)+", the middle of many")
	return nil
}

// middle is the middle one of a list that is not empty.
func middle[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// memory compares the most memory that loading and encoding takes.
func (b *bench) memory() error {
	if runtime.GOOS != "linux" {
		return nil // others count in other units
	}
	n, many := 10_000, 110_000 // services; the latter are about 100 MB
	if b.quick {
		n, many = 1_000, 11_000
	}
	l, err := parts(n).write(b.dir)
	if err != nil {
		return err
	}
	file := filepath.Join(l.flags.WorkDir, "compose.yaml")
	var most [2]int64
	for i, args := range [][]string{{b.program("ours"), file, "encode"}, {b.program("theirs"), file}} {
		u, err := used([]string{oneCore}, args[0], args[1:]...)
		if err != nil {
			return err
		}
		if most[i], err = u.peak(); err != nil {
			return err
		}
	}
	ours, theirs := most[0], most[1]
	b.add(row{what: fmt.Sprintf("most memory of loading and encoding %d services", n), got: float64(theirs) / float64(ours), least: 8, unit: "×",
		detail: fmt.Sprintf("%d MB against %d MB", ours>>20, theirs>>20)})

	if l, err = services(many).write(b.dir); err != nil {
		return err
	}
	file = filepath.Join(l.flags.WorkDir, "compose.yaml")
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	large, err := used([]string{oneCore}, b.program("ours"), file)
	if err != nil {
		return err
	}
	memory, err := large.peak()
	if err != nil {
		return err
	}
	size := float64(info.Size()) / 1e6
	if b.hundredMB == 0 || large.time < b.hundredMB {
		b.hundredMB = large.time
	}
	b.atMost(2, "s", "loading 100 MB of services", b.hundredMB.Seconds()*100/size, fmt.Sprintf("%s of the processor for %.0f MB", rounded(b.hundredMB), size))
	b.atMost(8, "×", "most memory of loading 100 MB of services, of the file", float64(memory)/1e6/size, fmt.Sprintf("%d MB for %.0f MB", memory/1e6, size))
	return nil
}
