// Package provider owns how programs beside the engine are spoken with, those that run services in its place and the one
// that runs AI models: where they are found, what they are asked, and what is made of their answers. When and what to ask is for plans to say.
package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/driver/run"
	"github.com/composekit/composekit/internal/output"
)

// Programs are the providers that there are.
type Programs struct {
	// PluginDirs are where docker's plugins are: a program docker-TYPE there comes before one TYPE among those that
	// the shell would find.
	PluginDirs []string
	// Environ are the variables of the programs, as KEY=VALUE.
	Environ []string
	// Config is the configuration of a service in JSON, for programs that ask; nil has none.
	Config func(service string) ([]byte, error)
}

// messages are the types of messages that programs may send, as they are told.
const messages = "error,info,setenv,rawsetenv,debug,get-service-config"

// message is a line that a program writes.
type message struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

// Call has a program do something: run.Executor.Provide.
func (p *Programs) Call(ctx context.Context, call run.Call, report func(driver.Progress)) (run.Provided, error) {
	path, args, err := p.prepare(ctx, call)
	if err != nil {
		return run.Provided{}, err
	}
	if path == "" {
		return run.Provided{Unchanged: true}, nil
	}
	s := &session{call: call, report: report, config: p.Config, prefixed: map[string]string{}, raw: map[string]string{}}
	if err := s.run(ctx, p.command(ctx, path, args...)); err != nil {
		return run.Provided{}, fmt.Errorf("the provider %s: %w", call.Type, err)
	}
	if call.Command != plan.ProviderUp {
		return run.Provided{}, nil
	}
	maps.Copy(s.prefixed, s.raw)
	return run.Provided{Variables: s.prefixed}, nil
}

// Check looks whether the program is there and has the options that it needs. All that it is asked is to tell of itself.
func (p *Programs) Check(ctx context.Context, call run.Call) error {
	_, _, err := p.prepare(ctx, call)
	return err
}

// prepare is the program to call, and its arguments. The path is "" if the program has no such command.
func (p *Programs) prepare(ctx context.Context, call run.Call) (path string, args []string, err error) {
	if path, err = p.find(call.Type); err != nil {
		return "", nil, err
	}
	known := p.metadata(ctx, path)
	command := known.of(call.Command)
	if command == nil {
		return "", nil, nil
	}
	args = []string{"compose", "--project-name=" + call.Project, string(call.Command)}
	for _, name := range slices.Sorted(maps.Keys(call.Options)) {
		for _, value := range call.Options[name] {
			if known.empty() || command.has(name) {
				args = append(args, "--"+name+"="+value)
			}
		}
	}
	if name := command.missing(call.Options); name != "" && !known.empty() {
		return "", nil, fmt.Errorf("the provider %s needs the option %s: set it under provider.options", call.Type, name)
	}
	return path, append(args, call.Service), nil
}

func (p *Programs) command(ctx context.Context, path string, args ...string) *exec.Cmd {
	return command(ctx, append(slices.Clone(p.Environ), "COMPOSE_PROVIDER_MESSAGES="+messages), path, args...)
}

func command(ctx context.Context, environ []string, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = time.Second // for what it leaves behind with its streams
	// docker's plugins tell by this variable that docker has started them, which has not.
	cmd.Env = slices.DeleteFunc(slices.Clone(environ), func(entry string) bool { return strings.HasPrefix(entry, "DOCKER_CLI_PLUGIN_") })
	return cmd
}

// plugin is the file of a plugin of docker in the first of the directories that has it; "" if none does.
func plugin(dirs []string, name string) string {
	for _, dir := range dirs {
		if path, err := exec.LookPath(filepath.Join(dir, "docker-"+name)); err == nil {
			return path
		}
	}
	return ""
}

// find is the file of a program.
func (p *Programs) find(name string) (string, error) {
	if name == "compose" {
		return "", errors.New("compose is no provider: it would call itself")
	}
	if path := plugin(p.PluginDirs, name); path != "" {
		return path, nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("there is no provider %s: neither a plugin of docker nor a program in PATH is called that", name)
	}
	return path, nil
}

// metadata is what a program tells of its commands.
type metadata struct {
	Description    string
	Up, Down, Stop *commandMetadata
}

type commandMetadata struct {
	Parameters []struct {
		Name     string
		Required bool
	}
}

// metadata asks a program. One that does not answer in a way that is understood takes all options, and has no command
// stop.
func (p *Programs) metadata(ctx context.Context, path string) (m metadata) {
	out, err := p.command(ctx, path, "compose", "metadata").Output()
	if err != nil || json.Unmarshal(out, &m) != nil {
		return metadata{}
	}
	return m
}

func (m metadata) empty() bool {
	unknown := func(c *commandMetadata) bool { return c == nil || c.Parameters == nil }
	return m.Description == "" && unknown(m.Up) && unknown(m.Down)
}

// of is what is told of a command; nil if there is none.
func (m metadata) of(command plan.ProviderCommand) *commandMetadata {
	switch command {
	case plan.ProviderStop:
		return m.Stop
	case plan.ProviderDown:
		return cmp.Or(m.Down, &commandMetadata{})
	}
	return cmp.Or(m.Up, &commandMetadata{})
}

func (c *commandMetadata) has(option string) bool {
	for _, p := range c.Parameters {
		if p.Name == option {
			return true
		}
	}
	return false
}

// missing is an option that the command must have and does not; "" if there is none.
func (c *commandMetadata) missing(options map[string][]string) string {
	for _, p := range c.Parameters {
		if _, given := options[p.Name]; p.Required && !given {
			return p.Name
		}
	}
	return ""
}

// session is a program at work.
type session struct {
	call          run.Call
	report        func(driver.Progress)
	config        func(service string) ([]byte, error)
	prefixed, raw map[string]string // variables

	answers chan []byte // to the program
}

// run runs a program until it ends, or says what cannot be understood.
func (s *session) run(ctx context.Context, cmd *exec.Cmd) error {
	var complaints output.Tail
	cmd.Stderr = &complaints
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	// Whoever asks must be able to go on writing before he reads the answer.
	s.answers = make(chan []byte, 16)
	var answering sync.WaitGroup
	answering.Go(func() {
		for answer := range s.answers {
			_, _ = stdin.Write(append(answer, '\n')) // one that does not read any more has ended
		}
		_ = stdin.Close()
	})
	// What it has started may hold its streams open when it has been ended.
	stop := context.AfterFunc(ctx, func() { _ = stdout.Close() })
	defer stop()
	said := s.listen(ctx, stdout)
	if said != nil {
		_ = cmd.Process.Kill() // it may wait for something that will not come
	}
	close(s.answers)
	ended := cmd.Wait()
	answering.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // what became of it is a consequence
	case said != nil:
		return said
	case errors.Is(ended, exec.ErrWaitDelay):
		return nil // it has ended well, and left something behind
	case ended != nil:
		return fmt.Errorf("%w%s", ended, complaints.After())
	}
	return nil
}

// listen takes in what a program writes.
func (s *session) listen(ctx context.Context, out io.Reader) error {
	d := json.NewDecoder(out)
	for {
		var m message
		switch err := d.Decode(&m); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("what it writes are no messages in JSON: %w", err)
		}
		if err := s.take(ctx, m); err != nil {
			return err
		}
	}
}

func (s *session) take(ctx context.Context, m message) error {
	switch m.Type {
	case "error":
		return errors.New(m.Message)
	case "info":
		text, _, _ := strings.Cut(strings.TrimSpace(m.Message), "\n")
		s.report(driver.Progress{Text: text})
	case "setenv", "rawsetenv":
		name, value, ok := strings.Cut(m.Message, "=")
		if !ok || name == "" {
			return fmt.Errorf("its message %s is no NAME=VALUE: %q", m.Type, m.Message)
		}
		if m.Type == "setenv" {
			s.prefixed[strings.ToUpper(s.call.Service)+"_"+name] = value
		} else {
			s.raw[name] = value
		}
	case "debug":
	case "get-service-config":
		if s.config == nil {
			return errors.New("it asks for the configuration of its service, which only the project has: there is none here")
		}
		answer, err := s.config(s.call.Service)
		if err != nil {
			return err
		}
		select {
		case s.answers <- answer:
		case <-ctx.Done():
		}
	default:
		return fmt.Errorf("its message of type %q is not known here (COMPOSE_PROVIDER_MESSAGES tells it which are)", m.Type)
	}
	return nil
}
