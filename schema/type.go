// Package schema owns the Compose language as one table: which attributes there are, what
// kinds of value they take, what their short forms mean, how they merge, what identifies an
// item of theirs, and what they default to. It knows nothing of files or projects.
//
// Every later stage walks a tree and this table together, looking each key up in the type of
// its parent; nothing matches paths against patterns. The official JSON schema is vendored
// beside the table as the tests' second opinion.
package schema

import (
	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/syntax"
)

// Kinds is a set of the kinds of value that an attribute takes.
type Kinds uint16

const (
	Null Kinds = 1 << iota
	Bool
	Int // an integer, also one written as a float without fraction
	Float
	String
	List
	Map

	Number = Int | Float
	Scalar = Null | Bool | Int | Float | String
	Any    = Scalar | List | Map
)

// Cast says what strings of a type are turned into after interpolation.
type Cast uint8

const (
	NoCast Cast = iota
	ToInt
	ToInt64
	ToFloat
	ToFloat32
	ToBool
	ToUmask // an integer; with a leading 0 or 0o an octal one
)

// String is what a text is turned into: "int", "int64", "float", "float32", "bool", "umask".
func (c Cast) String() string {
	return [...]string{"", "int", "int64", "float", "float32", "bool", "umask"}[c]
}

// Format says what the text of a scalar means beyond its kind; it is what decoding reads it by.
type Format uint8

const (
	Text          Format = iota
	Duration             // 1m30s, 2d: a number and a unit, once or more often
	ByteSize             // 64m, 1.5gb: bytes, units count in steps of 1,024
	FileMode             // 0440: an integer, or a string read as octal
	Umask                // 022: an integer; a string is octal with a leading 0 or 0o
	CPUs                 // 0.5: a number of CPUs
	DeviceCount          // all, or an integer
	Microseconds         // an integer; a duration is none
	Image                // registry/name:tag@digest
	IP                   // an IPv4 or IPv6 address
	Subnet               // an address range in CIDR notation
	MAC                  // a hardware address
	Platform             // os[/arch[/variant]]
	ProjectName          // lower-case letters, digits, hyphens, underscores
	PullPolicy           // always, every_12h
	RestartPolicy        // no, always, on-failure[:count], unless-stopped
	Cron                 // five fields of a crontab line
	AnyString            // a string, or another scalar taken as its text
	Command              // a command line: a list of words, or a string split as by a shell
	HealthTest           // a list that begins with CMD, CMD-SHELL or NONE; a string is CMD-SHELL
	KeyValues            // a mapping to strings, or a list of KEY=VALUE; no value is ""
	Environment          // as KeyValues, but no value is different from ""
	Labels               // as KeyValues
	Options              // a mapping to strings; null is ""
	MultiOptions         // a mapping to lists of strings; a scalar is a list of one
	SSH                  // a mapping of identifiers to paths, or a list of ID[=PATH]
	Hosts                // a mapping of host names to addresses, or a list of HOST=ADDRESS
	EnvFiles             // a path, or a list of env files
	Tmpfs                // a list of PATH[:OPTIONS]
	Volume               // [SOURCE:]TARGET[:OPTIONS]
	Device               // SOURCE[:TARGET[:PERMISSIONS]]
	Port                 // [[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]
	PortRange            // 8080, 8000-8010
	ExposedPort          // 8080, 8000-8010/udp
	Ulimit               // an integer, or a mapping of soft and hard
)

// Merge says how the value of an overriding file is merged over the value before it.
type Merge uint8

const (
	MergeDeep      Merge = iota // mappings by key, lists appended without duplicates, scalars replaced; null keeps the base
	MergeReplace                // replaced whole, also by null
	MergeKeyValue               // as KEY=VALUE list, by key in place
	MergeSequence               // both as lists, appended without duplicates
	MergeMapping                // both as mappings of null, then deep
	MergeDependsOn              // both as mappings of {condition: service_started, required: true}, then deep
	MergeBuild                  // a string is {context: string}, then deep
	MergeLogging                // deep if the drivers are equal or one is left out, else replaced
	MergeUlimit                 // deep if both are mappings, else replaced
	MergeIPAM                   // list items by subnet
)

// Path says whether a value is a path, and by which rules it is made absolute.
type Path uint8

const (
	NoPath      Path = iota
	HostPath         // by the host's rules; "" stays
	EitherPath       // Unix-absolute and Windows-absolute both stay
	ContextPath      // a build context: URLs, git references and service: stay
	WatchPath        // HostPath, with the first symbolic link resolved
	MountPath        // a service volume: source is an EitherPath if type is bind
	DriverPath       // a top-level volume: driver_opts.device is an EitherPath if driver is local and o is bind
	ExtendsPath      // extends.file: HostPath, unless remote
)

// Type is the shape and meaning of a value. Types are built once and never changed.
type Type struct {
	// Name says in messages what is expected, with its article: "a port", "a duration". May be empty.
	Name   string
	Accept Kinds

	// Values is the type of the values of a mapping whose keys are the user's (and of unknown keys
	// where it has Attrs too and Open is true).
	Values *Type
	// Keys says which keys such a mapping may have.
	Keys KeyRule
	// Extensible mappings take x-* keys besides.
	Extensible bool
	// Open mappings take any other key besides, with any value.
	Open bool
	// Required attributes, all of which must be set.
	Required []string
	// RequiredAny lists attributes one of which must be set; nil if none need be.
	RequiredAny []string
	// Elem is the type of the items of a list.
	Elem *Type
	// Unique lists may not hold two equal items.
	Unique bool
	// OmitEmpty lists lose items that are null or empty strings.
	OmitEmpty bool

	Enum     []string // the strings allowed; nil for any
	Min, Max *float64 // bounds of numbers (not of strings)
	Pattern  func(string) bool
	Format   Format
	Cast     Cast
	Path     Path
	Merge    Merge

	// Long turns a short form into the long one (canonical form). It returns n itself if n is
	// canonical already, or if it is not of a form that it knows: kinds are checked elsewhere.
	// It is called after n's place in the merge is settled, parents before children.
	Long func(c *Context, n *syntax.Node) *syntax.Node
	// Fill adds the attributes that default to something as soon as the value exists, after
	// all files are merged. It returns n itself if nothing is missing.
	Fill func(c *Context, n *syntax.Node) *syntax.Node
	// Key identifies an item of this list, or of one that stands where this mapping belongs: of two
	// with the same key the last one counts, at the place of the first. ok is false if the item has
	// no identity because it is malformed.
	Key func(c *Context, item *syntax.Node) (key string, ok bool)

	attrs []Attr
	slots string // the index of attrs: see makeSlots
	parts Parts  // of it and of the types below it; 0 as long as that is not known
	holds sieves // which attrs have something for a stage
}

// Attrs are the attributes of a mapping with fixed keys, in the order of the specification's pages.
// A nil type, as Child gives for what is not known, has none. The slice must not be changed.
func (t *Type) Attrs() []Attr {
	if t == nil {
		return nil
	}
	return t.attrs
}

// KeyRule says which keys a mapping with keys of the user's may have.
type KeyRule uint8

const (
	AnyKey   KeyRule = iota // at least one character that is not a line feed
	LineKey                 // at least one character, no line feed
	NameKey                 // letters, digits, dot, underscore, hyphen
	LowerKey                // lower-case letters: the names of ulimits
)

// Attr is one attribute of a mapping.
type Attr struct {
	Name string
	Type *Type
	// Default says what holds when the attribute is not set, as text for people; "" if nothing does.
	Default string
	// Deprecated says what to do instead; "" if the attribute is not deprecated.
	Deprecated string
	// Section is the page and anchor in the Compose Specification: "workload_spec.md#ports".
	Section string
	// Doc says in one sentence what the attribute does, with its unit.
	Doc string
}

// Context is what the functions of the table work with. Build and Diags are needed; the zero values of
// the other fields are right for most. It must not be used concurrently.
type Context struct {
	Build *syntax.Builder
	Diags diag.Sink
	// Lenient leaves short forms that cannot be read as they are, without a finding: for
	// projects whose variables are not interpolated.
	Lenient bool
	// Ports is how many ports the ranges of a project may stand for, since a few characters are
	// enough for very many; default 65,536, below 0 no limit.
	Ports int
	// MoreFollows says that other files are going to be merged over what is made canonical. It is
	// then worth marking every attribute of a service as such, so that what they leave alone is
	// not looked at again.
	MoreFollows bool

	scratch // what the functions keep between calls
}
