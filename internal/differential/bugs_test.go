package differential

// bug is something that compose-go is known to do wrong, or to do in a way that surprises.
type bug struct {
	id    string // as our notes on the reference have it
	title string
	// here is what we do: agree, and why; or that it does not concern us. It is empty if the
	// bug is what a deviation is about.
	here string
}

var bugs = []bug{
	{id: "L1", title: "A config of an included file cannot take its content from a variable."},
	{id: "L2", title: "A variable without a value beats the env file."},
	{id: "L3", title: "The name of a volume with one letter is taken for a drive."},
	{id: "L4", title: "A published port as a number and as text are two ports."},
	{id: "L5", title: "A build with SSH keys cannot be printed as JSON, and its YAML cannot be read."},
	{id: "L6", title: "Models are missing from JSON."},
	{
		id: "L7", title: "The message about one container name for several containers has its parts interchanged.",
		here: "Messages are our own.",
	},
	{id: "L8", title: "Text behind a quoted value in an env file, or a last line without a line break, makes a variable without a name."},
	{
		id: "L9", title: "A date among the variables becomes Go's notation of a time, 010 becomes 8, 1e3 becomes 1000, 1.50 becomes 1.5.",
		here: "We agree (internal/differential/testdata/agree/scalars.txtar): containers see these values, and people have " +
			"come to rely on what they see. Whoever wants the text writes quotes.",
	},
	{id: "L10", title: "!reset before an item of a list does nothing."},
	{
		id: "L11", title: "The message about a key that is there twice names two lines as if one were inside the other.",
		here: "Messages are our own; this one has both places.",
	},
	{
		id: "L12", title: "A faulty duration gives a message from the inside of the decoder.",
		here: "Messages are our own; faults of values read like all others.",
	},
	{
		id: "L13", title: "The limits of an overriding file replace those before.",
		here: "compose-go merges them since v2.15, and so do we (internal/differential/testdata/agree/ulimits.txtar).",
	},
	{
		id: "L14", title: "Of several faults the one that is reported differs from run to run.",
		here: "We report all faults, ordered by place.",
	},
	{id: "L15", title: "A label, variable or option whose name begins with x- is taken for an extension."},
}
