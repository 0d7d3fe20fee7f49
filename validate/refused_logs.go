package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/composekit/composekit/internal/enginenames"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/model"
)

// refusedLogging looks at the log driver of a service, which may be a plugin, and its options, which an engine may have others of by default.
func (p *Pass) refusedLogging(s Service) {
	l := s.Logging
	if l == nil {
		return
	}
	if r, ok := p.slip("log driver", l.Driver, enginenames.LogDrivers); ok {
		p.refuse(s, r, key("logging"), key("driver"))
	}
	if l.Driver == "none" || !slices.Contains(enginenames.LogDrivers, l.Driver) {
		return
	}
	inOrder(l.Options, s.Node("logging"), "options", func(name, value string) {
		if !enginenames.MayBeLogOption(l.Driver, name) {
			known := enginenames.LogOptions(l.Driver)
			p.refuseKey(s, "option of the log driver "+l.Driver+":", name, "it has "+strings.Join(known, ", "), known, "logging", "options", name)
		} else if r := refusedLogOption(l, name, value); r.what != "" {
			p.refuse(s, r, key("logging"), key("options"), key(name))
		}
	})
}

// refusedLogOption is what is wrong about the value of an option that a log driver has.
func refusedLogOption(l *model.Logging, name, value string) refusal {
	switch name {
	case "max-file":
		if !isCount(value, 1) {
			return refusal{what: "%q is no number of files", about: []any{value}, help: "write a number from 1 up"}
		}
		if value == "1" && compresses(l) {
			return refusal{what: "a log of one file cannot be compressed", help: "write a number from 2 up, or compress: \"false\""}
		}
	case "max-size":
		if !isLogSize(value, l.Driver == "json-file") {
			return refusal{what: "%q is no size of a file", about: []any{value}, help: "write a size such as 10m"}
		}
	case "compress", "cache-disabled", "cache-compress":
		if _, err := strconv.ParseBool(value); err != nil {
			return refusal{what: "%q is neither true nor false", about: []any{value}, help: "write \"true\" or \"false\""}
		}
	case "mode":
		if value != "" && value != "blocking" && value != "non-blocking" {
			return refusal{what: "engines know no mode %s of logging", about: []any{value}, help: "write blocking or non-blocking"}
		}
	case "max-buffer-size":
		if l.Options["mode"] != "non-blocking" {
			return refusal{what: "messages are kept in a buffer in the mode non-blocking only", help: "write mode: non-blocking besides"}
		}
		if !isLogSize(value, false) {
			return refusal{what: "%q is no size of a buffer", about: []any{value}, help: "write a size such as 4m"}
		}
	}
	return refusal{}
}

// compresses reports whether the log files of a service are to be compressed: those of the driver local are, unless that is switched off.
func compresses(l *model.Logging) bool {
	value, said := l.Options["compress"]
	if !said {
		return l.Driver == "local"
	}
	on, err := strconv.ParseBool(value)
	return on && err == nil
}

// isLogSize reports whether a text is a size, and, if it must have some, not that of nothing.
func isLogSize(text string, some bool) bool {
	n, fault := units.Bytes(text)
	return fault == (units.Fault{}) && n >= 0 && (n > 0 || !some)
}
