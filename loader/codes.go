package loader

import "github.com/composekit/composekit/diag"

// The kinds of finding of this package.
var (
	// NoFile is a load without any file.
	NoFile = &diag.Def{Code: "no-compose-file", Title: "no Compose file"}
	// FileNotFound is a file that does not exist.
	FileNotFound = &diag.Def{Code: "file-not-found", Title: "a file that does not exist"}
	// FileUnreadable is a file that exists and cannot be read, such as a directory.
	FileUnreadable = &diag.Def{Code: "file-unreadable", Title: "a file that cannot be read"}
	// FileLimit is a file beyond Limits: too large, or one too many.
	FileLimit = &diag.Def{Code: "file-limit", Title: "a file that is too large, or one too many"}
	// NestingLimit is a chain of include or extends beyond Limits.
	NestingLimit = &diag.Def{Code: "nesting-limit", Title: "include or extends too deep"}
	// RemoteUnavailable is a remote reference that its resolver could not load.
	RemoteUnavailable = &diag.Def{Code: "remote-unavailable", Title: "a remote file that cannot be loaded"}
	// NotAMapping is a document that is something else than a mapping.
	NotAMapping = &diag.Def{Code: "not-a-mapping", Title: "a Compose file that is no mapping"}
	// NonStringKey is a key that is no string, such as 1 or true.
	NonStringKey = &diag.Def{Code: "non-string-key", Title: "a key that is no string"}
	// EmptyFile is a project whose files say nothing.
	EmptyFile = &diag.Def{Code: "empty-compose-file", Title: "an empty Compose file"}
	// ObsoleteVersion is the top-level attribute version.
	ObsoleteVersion = &diag.Def{Code: "obsolete-version", Severity: diag.Warning, Title: "the obsolete attribute version"}
	// IncludeCycle is a file that includes itself, directly or not.
	IncludeCycle = &diag.Def{Code: "include-cycle", Title: "files that include each other"}
	// NoProjectDirectory is an included project whose directory does not exist, or is a file.
	NoProjectDirectory = &diag.Def{Code: "no-project-directory", Severity: diag.Warning, Title: "an included project in a directory that is not there"}
	// ExtendsCycle is a service that extends itself, directly or not.
	ExtendsCycle = &diag.Def{Code: "extends-cycle", Title: "services that extend each other"}
	// UnknownBase is the name of a service to extend that is not there.
	UnknownBase = &diag.Def{Code: "unknown-extended-service", Title: "the extended service is not there"}
	// InvalidProjectName is a project name with characters that it may not have.
	InvalidProjectName = &diag.Def{Code: "invalid-project-name", Title: "a project name that is not valid"}
	// NoProjectName is a project whose name is empty.
	NoProjectName = &diag.Def{Code: "no-project-name", Title: "no project name"}
	// NamedAfterLink is a project that is named after a symbolic link to its directory.
	NamedAfterLink = &diag.Def{Code: "named-after-link", Severity: diag.Warning, Title: "a project named after a symbolic link"}
	// UnknownEnvFormat is a format of an env file that there is not.
	UnknownEnvFormat = &diag.Def{Code: "unknown-env-file-format", Title: "an unknown format of an env file"}
	// HiddenByDefault is an entry of environment, the default of a variable, that goes before what an env file of the container sets.
	HiddenByDefault = &diag.Def{Code: "hidden-by-default", Severity: diag.Warning, Title: "a default that hides what an env file sets"}
	// UnsetContent is a secret or a config of a container whose content is to be that of a variable which is not set.
	UnsetContent = &diag.Def{Code: "unset-content", Severity: diag.Warning, Title: "a secret or config whose variable is not set"}
	// BindWithoutSource is a bind mount that does not say what it mounts.
	BindWithoutSource = &diag.Def{Code: "bind-without-source", Title: "a bind mount without a source"}
	// NoHome is a path that begins with ~ where no home directory is known.
	NoHome = &diag.Def{Code: "no-home", Severity: diag.Warning, Title: "a path in an unknown home directory"}
	// BrokenLink is a watched path with a symbolic link that leads nowhere.
	BrokenLink = &diag.Def{Code: "broken-link", Title: "a symbolic link that leads nowhere"}
	// UnknownService is the name of a selected service that is not there.
	UnknownService = &diag.Def{Code: "unknown-selected-service", Title: "the selected service is not there"}
	// JobNotManual is a job that is to be run by hand although its triggers forbid that.
	JobNotManual = &diag.Def{Code: "job-not-manual", Title: "a job that is not to be run by hand"}
)

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		NoFile, FileNotFound, FileUnreadable, FileLimit, NestingLimit, RemoteUnavailable, NotAMapping,
		NonStringKey, EmptyFile, ObsoleteVersion, IncludeCycle, NoProjectDirectory, ExtendsCycle, UnknownBase,
		InvalidProjectName, NoProjectName, NamedAfterLink, UnknownEnvFormat, HiddenByDefault, UnsetContent, BindWithoutSource, NoHome, BrokenLink,
		UnknownService, JobNotManual,
	}
}
