package schema

// The small types that many rows of the table share.

// Pages of the Compose Specification, for Attr.Section.
const (
	containerPage = "container_spec.md#"
	workloadPage  = "workload_spec.md#"
	servicesPage  = "05-services.md#"
	buildPage     = "build.md#"
	deployPage    = "deploy.md#"
	developPage   = "develop.md#"
	networksPage  = "06-networks.md#"
	volumesPage   = "07-volumes.md#"
	configsPage   = "08-configs.md#"
	secretsPage   = "09-secrets.md#"
	includePage   = "14-include.md#"
	jobsPage      = "jobs.md#"
	modelsPage    = "models.md#"
	topPage       = "04-version-and-name.md#"
)

// Bounds of numbers.
var (
	zero       = 0.0
	hundred    = 100.0
	minusGrand = -1000.0
	grand      = 1000.0
	maxUint32  = 4294967295.0
)

// Scalars.
var (
	anything = &Type{Name: "any value", Accept: Any, Open: true}

	text      = &Type{Name: "a string", Accept: String}
	duration  = &Type{Name: "a duration", Accept: String, Format: Duration}
	image     = &Type{Name: "an image reference", Accept: String, Format: Image}
	address   = &Type{Name: "an IP address", Accept: String, Format: IP}
	subnet    = &Type{Name: "a subnet", Accept: String, Format: Subnet}
	mac       = &Type{Name: "a MAC address", Accept: String, Format: MAC}
	platform  = &Type{Name: "a platform", Accept: String, Format: Platform}
	memory    = &Type{Name: "a size in bytes", Accept: String, Format: ByteSize}
	hostFile  = &Type{Name: "a path", Accept: String, Path: HostPath}
	eitherOne = &Type{Name: "a path", Accept: String, Path: EitherPath}

	onlyBool   = &Type{Name: "true or false", Accept: Bool}
	truth      = &Type{Name: "true or false", Accept: Bool | String}
	truthCast  = &Type{Name: "true or false", Accept: Bool | String, Cast: ToBool}
	needed     = &Type{Name: "true or false", Accept: Bool, Cast: ToBool} // as depends_on.*.required
	attested   = &Type{Name: "a string or true or false", Accept: Bool | String, Format: AnyString, Long: longAnyString}
	stringNull = &Type{Name: "a string", Accept: String | Null}

	whole        = &Type{Name: "a whole number", Accept: Int | String}
	wholeCast    = &Type{Name: "a whole number", Accept: Int | String, Cast: ToInt}
	wholeOnly    = &Type{Name: "a whole number", Accept: Int}
	number       = &Type{Name: "a number", Accept: Number}
	wholeFloat   = &Type{Name: "a number", Accept: Number | String, Cast: ToInt64}
	ratio        = &Type{Name: "a number from 0 to 1", Accept: Number | String, Cast: ToFloat}
	microseconds = &Type{Name: "a number of microseconds", Accept: Number | String, Format: Microseconds, Cast: ToInt64}
	retries      = &Type{Name: "a whole number", Accept: Number | String, Cast: ToInt}
	byteCount    = &Type{Name: "a size in bytes", Accept: Number | String, Format: ByteSize}
	byteWhole    = &Type{Name: "a size in bytes", Accept: Int | String, Format: ByteSize}
	fileMode     = &Type{Name: "a file mode", Accept: Number | String, Format: FileMode}
	cpus         = &Type{Name: "a number of CPUs", Accept: Number | String, Format: CPUs}
	cpusCast     = &Type{Name: "a number of CPUs", Accept: Number | String, Format: CPUs, Cast: ToFloat32}

	numberOrText = &Type{Name: "a string or a number", Accept: String | Number}
	plainValue   = &Type{Name: "a string, a number, true, false or null", Accept: Scalar}
	optionValue  = &Type{Name: "a string, a number or null", Accept: String | Number | Null}
	flagValue    = &Type{Name: "a string, a number, true or false", Accept: String | Number | Bool}
)

// Lists of strings.
var (
	texts       = &Type{Name: "a list of strings", Accept: List, Elem: text}
	uniqueTexts = &Type{Name: "a list of strings", Accept: List, Elem: text, Unique: true}
	platforms   = &Type{Name: "a list of platforms", Accept: List, Elem: platform}
	textOrTexts = &Type{Name: "a string or a list of strings", Accept: String | List, Elem: text, Unique: true}
	patterns    = &Type{Name: "a string or a list of strings", Accept: String | List, Elem: text, Unique: true, Long: longStringList}
)

// command is a command line: a list is taken word by word, a string is split as by a shell.
var command = &Type{
	Name: "a command", Accept: Null | String | List, Elem: text, Format: Command, Merge: MergeReplace,
}

// hookCommand is a command that merges no other way than as part of its hook.
var hookCommand = &Type{Name: "a command", Accept: Null | String | List, Elem: text, Format: Command}

// Mappings with keys of the user's.
var (
	driverOpts  = &Type{Name: "a mapping of options", Accept: Map, Values: numberOrText, Keys: LineKey, Open: true, Format: Options}
	logOptions  = &Type{Name: "a mapping of options", Accept: Map, Values: optionValue, Keys: LineKey, Open: true, Format: Options}
	storageOpts = &Type{Name: "a mapping of options", Accept: Map, Values: anything, Keys: AnyKey, Open: true, Format: Options}
	stringMap   = &Type{Name: "a mapping of strings", Accept: Map, Values: text, Keys: LineKey}
	addressMap  = &Type{Name: "a mapping of names to IP addresses", Accept: Map, Values: address, Keys: LineKey}
)

// keyValues makes the type of what is written as a mapping or as a list of KEY=VALUE.
func keyValues(name string, f Format, m Merge, key keyFunc) *Type {
	return &Type{
		Name: name, Accept: List | Map, Values: plainValue, Elem: text, Unique: true,
		Format: f, Merge: m, Key: key,
	}
}

// hostsType makes the type of extra_hosts, which is the same for containers and builds.
func hostsType() *Type {
	names := &Type{Name: "an IP address or a list of them", Accept: String | List, Elem: text}
	return &Type{
		Name: "a mapping or list of hosts", Accept: List | Map, Values: names, Elem: text, Unique: true,
		Format: Hosts, Merge: MergeSequence,
	}
}

// ulimitsType makes the type of ulimits. Strings are turned into numbers in containers only,
// and only there the merge has a rule of its own.
func ulimitsType(single *Type, m Merge) *Type {
	limit := &Type{
		Name: "a limit", Accept: single.Accept | Map, Extensible: true, Cast: single.Cast,
		Required: []string{"soft", "hard"},
		Format:   Ulimit, Merge: m, Long: longUlimit,
		attrs: []Attr{
			{"soft", single, "", "", containerPage + "ulimits", "Limit that the process may raise itself, up to the hard one."},
			{"hard", single, "", "", containerPage + "ulimits", "Limit that only a privileged process may raise."},
		},
	}
	return &Type{Name: "a mapping of limits", Accept: Map, Values: limit, Keys: LowerKey, Open: true, Long: longUlimits}
}
