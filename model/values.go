package model

import (
	"path"
	"slices"
	"strings"
	"time"
)

// Duration is a length of time in nanoseconds. In YAML it is text with units, from ns to w:
// "1m30s", "2d".
type Duration int64

// String is the duration as Go writes it: "1m30s", "48h0m0s".
func (d Duration) String() string { return time.Duration(d).String() }

// Bytes is a number of bytes. In YAML it is an integer, or text with a binary unit: "64m",
// "1.5gb".
type Bytes int64

// FileMode is the permissions of a file as Unix permission bits. Text is read as octal: "0440".
type FileMode int64

// CPUs is a number of processors, in fractions; text is taken too: "0.5".
type CPUs float32

// DeviceCount is a number of devices; -1, written "all", is all that there are.
type DeviceCount int64

// OptOut is a boolean whose default is true: it is printed only when it is false.
type OptOut bool

// ShellCommand is the words of a command. Nil is unset, empty is no command at all. In YAML it
// is a list of words, or a line that is split into words as a shell would split it, without
// expansion.
type ShellCommand []string

// RunsShell reports whether the words have a shell run a text, as in sh -c TEXT: only then variables that are written with
// $$ are replaced in the container.
func (c ShellCommand) RunsShell() bool {
	for i, program := range c {
		if IsShell(program) {
			return slices.ContainsFunc(c[i+1:], func(word string) bool {
				return len(word) > 1 && word[0] == '-' && word[1] != '-' && strings.HasSuffix(word, "c")
			})
		}
	}
	return false
}

// IsShell reports whether a program, or the path of one, is a shell that takes a text to run behind -c.
func IsShell(program string) bool {
	switch path.Base(program) {
	case "sh", "bash", "ash", "dash", "zsh":
		return true
	}
	return false
}

// HealthcheckTest is a command preceded by how to run it: CMD, CMD-SHELL or NONE. In YAML a
// string stands for CMD-SHELL and that string.
type HealthcheckTest []string

// StringList is a list of strings; in YAML one may stand alone.
type StringList []string

// StringOrNumberList is a list of strings; in YAML they may be numbers too.
type StringOrNumberList []string

// StringMap is a mapping of strings; in YAML the values may be integers too.
type StringMap map[string]string

// Options is a mapping of strings passed on as they are; in YAML the values may be of any
// scalar kind, null being "".
type Options map[string]string

// MultiOptions is a mapping of options that may be given several times. In YAML the values are
// scalars or lists of them.
type MultiOptions map[string][]string

// Labels is a mapping of strings. In YAML it is a mapping with values of any scalar kind, null
// being "", or a list of KEY[=VALUE].
type Labels map[string]string

// Mapping is a mapping of strings. In YAML it is a mapping with values of any scalar kind, null
// being "", or a list of KEY[=VALUE].
type Mapping map[string]string

// MappingWithEquals is a mapping of strings whose values may be unset (nil). In YAML it is a
// mapping with values of any scalar kind, null being unset, or a list of KEY[=VALUE]. Containers
// that read the same env file point at the same strings: to change a value, set another pointer.
type MappingWithEquals map[string]*string

// HostsList is addresses by host name. In YAML it is a mapping of hosts to an address or a list
// of addresses, or a list of HOST=ADDRESS[,ADDRESS…]; addresses of IPv6 may stand in brackets.
type HostsList map[string][]string
