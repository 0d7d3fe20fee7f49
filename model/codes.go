package model

import "github.com/composekit/composekit/diag"

// The kinds of finding of Decode.
var (
	// UnexpectedKind is a value of a kind that its attribute does not take.
	UnexpectedKind = &diag.Def{Code: "unexpected-kind", Title: "a value of another kind than its attribute takes"}
	// InvalidNumber is a text that is no number, or a number out of range.
	InvalidNumber = &diag.Def{Code: "invalid-number", Title: "a number that cannot be read or is out of range"}
	// InvalidBoolean is a text that is neither true nor false.
	InvalidBoolean = &diag.Def{Code: "invalid-boolean", Title: "a text that is no boolean"}
	// InvalidDuration is a text that is no duration.
	InvalidDuration = &diag.Def{Code: "invalid-duration", Title: "a duration that cannot be read"}
	// InvalidSize is a text that is no number of bytes.
	InvalidSize = &diag.Def{Code: "invalid-byte-size", Title: "a number of bytes that cannot be read"}
	// InvalidFileMode is a text that is no octal number.
	InvalidFileMode = &diag.Def{Code: "invalid-file-mode", Title: "permissions of a file that cannot be read"}
	// InvalidDeviceCount is a text that is neither a number nor all.
	InvalidDeviceCount = &diag.Def{Code: "invalid-device-count", Title: "a number of devices that cannot be read"}
	// InvalidCommand is a command line that cannot be split into words.
	InvalidCommand = &diag.Def{Code: "invalid-command", Title: "a command line that cannot be split into words"}
	// CommandCut is a command line with a shell operator, where words end.
	CommandCut = &diag.Def{Code: "command-cut", Severity: diag.Warning, Title: "a command line that ends at a shell operator"}
	// CommandLines is a command of several lines of which one was probably meant to be another command.
	CommandLines = &diag.Def{Code: "command-lines", Severity: diag.Warning, Title: "lines of a command that become its arguments"}
	// InvalidHost is an extra host without name or address.
	InvalidHost = &diag.Def{Code: "invalid-extra-host", Title: "an extra host without a proper name or address"}
	// TrailingSpace is an environment variable whose name ends in a space.
	TrailingSpace = &diag.Def{Code: "variable-trailing-space", Title: "an environment variable whose name ends in white space"}
)

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		UnexpectedKind, InvalidNumber, InvalidBoolean, InvalidDuration, InvalidSize, InvalidFileMode,
		InvalidDeviceCount, InvalidCommand, CommandCut, CommandLines, InvalidHost, TrailingSpace, InvalidExtension,
	}
}
