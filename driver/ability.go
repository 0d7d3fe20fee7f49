package driver

import (
	"context"
	"io"
	"iter"
	"time"
)

// Logger reads what containers write.
type Logger interface {
	// Logs yields the lines of a container, in the engine's order. With Follow it goes on until
	// ctx is done or the container is gone.
	Logs(ctx context.Context, c Ref, opt LogOptions) iter.Seq2[LogLine, error]
}

// LogOptions say which lines of a log are meant. The zero value is all that there are.
type LogOptions struct {
	Follow bool
	// Tail is how many of the last lines; nil is all.
	Tail *int
	// Since and Until bound the time; a time, or an age such as 10m, as the engine takes it.
	Since, Until string
	// Timestamps asks for LogLine.Time.
	Timestamps bool
}

// LogLine is one line that a container wrote, without its line break.
type LogLine struct {
	Text   string
	Stderr bool
	// Time at which the engine got it, if asked for.
	Time time.Time
	// Partial: the line has no end yet.
	Partial bool
}

// Stdio are the streams of an attached process; nil ones are not attached.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
	// TTY: the process has a terminal, and Err is unused.
	TTY bool
	// Resize yields sizes of the terminal; nil never changes it.
	Resize <-chan Size
	// Repaint has a program that has painted its terminal already do so again: it is told another size before that of Resize.
	Repaint bool
	// DetachKeys end the attachment and leave the process alone; "" is the engine's default.
	DetachKeys string
}

// Size of a terminal in characters.
type Size struct{ Width, Height uint16 }

// Attacher connects to the streams of a container.
type Attacher interface {
	// Attach connects, calls ready as soon as nothing that the container writes can be missed,
	// and returns when the streams end or ctx is done.
	Attach(ctx context.Context, c Ref, io Stdio, ready func()) error
}

// Execer runs commands in containers with streams; see ExecContainer for ones without.
type Execer interface {
	// Exec runs a command and returns its exit code. Detached, it returns at once.
	Exec(ctx context.Context, cmd ExecContainer, io Stdio, detach bool) (exitCode int, err error)
}

// Waiter waits for the end of containers.
type Waiter interface {
	// Wait returns the exit code of the container's current or last run once it does not run.
	Wait(ctx context.Context, c Ref) (exitCode int, err error)
}

// Copier copies files between containers and callers as tar archives.
type Copier interface {
	// CopyTo unpacks an archive in a directory of the container.
	CopyTo(ctx context.Context, c Ref, dir string, archive io.Reader, opt CopyOptions) error
	// CopyFrom packs a path of the container; its base name is the first name in the archive.
	CopyFrom(ctx context.Context, c Ref, path string) (io.ReadCloser, error)
	// Stat tells what is at a path of the container; ErrNotFound if nothing is.
	Stat(ctx context.Context, c Ref, path string) (FileStat, error)
}

// CopyOptions vary how files are copied into a container.
type CopyOptions struct {
	// KeepOwner keeps the numbers of user and group that the archive has.
	KeepOwner bool
}

// FileStat is what is at a path of a container.
type FileStat struct {
	Name       string
	Dir        bool
	LinkTarget string
}

// Topper lists the processes of containers.
type Topper interface {
	// Top lists the processes of a container; args are those of ps.
	Top(ctx context.Context, c Ref, args ...string) (Table, error)
}

// Table is text in rows and columns.
type Table struct {
	Columns []string
	Rows    [][]string
}

// Exporter saves containers.
type Exporter interface {
	// Export yields the container's files as a tar archive.
	Export(ctx context.Context, c Ref) (io.ReadCloser, error)
	// Commit makes an image of a container and returns the image's ID.
	Commit(ctx context.Context, c Ref, opt CommitOptions) (string, error)
}

// CommitOptions say how an image is made of a container.
type CommitOptions struct {
	Reference string
	Comment   string
	Author    string
	Changes   []string // instructions of a Dockerfile
	Pause     bool     // while it is made
}

// Sampler measures what containers use.
type Sampler interface {
	// Stats yields a sample about every second until ctx is done.
	Stats(ctx context.Context, c Ref) iter.Seq2[Sample, error]
}

// Sample is what a container uses at a moment.
type Sample struct {
	Time                  time.Time
	CPUPercent            float64 // of one processor
	Memory, MemoryLimit   int64   // bytes
	NetworkIn, NetworkOut int64   // bytes since the start
	BlockIn, BlockOut     int64   // bytes since the start
	Pids                  int64
}

// Images lists images.
type Images interface {
	// ListImages lists the images that have all of the labels; a value of "" matches any.
	ListImages(ctx context.Context, labels Labels) ([]Image, error)
}

// Pinner asks registries which image they have under a name now.
type Pinner interface {
	// Pin gives the name of an image in full and with that image's digest, such as
	// docker.io/library/nginx:latest@sha256:… for nginx. No registry is asked about a name that
	// has a digest already. ErrNotFound if the registry has no such image.
	Pin(ctx context.Context, image string) (string, error)
}

// Locker keeps other users of the same project out.
type Locker interface {
	// Lock waits until the project is ours; unlock gives it back.
	Lock(ctx context.Context, project string) (unlock func(), err error)
}

// Proxier knows which proxies the user's containers and builds go through.
type Proxier interface {
	// Proxy are the variables that tell them, by name.
	Proxy() map[string]string
}

// Pretender is a driver that only seems to do what it is asked.
type Pretender interface {
	// Pretends reports whether that is so: nothing will happen that could be waited for, so what
	// is waited for is taken as having happened.
	Pretends() bool
}

// Pretends reports whether a driver only seems to do what it is asked.
func Pretends(d Driver) bool {
	p, ok := As[Pretender](d)
	return ok && p.Pretends()
}
