package dotenv

import "github.com/composekit/composekit/diag"

// The kinds of finding of this package, besides those of package interpolate.
var (
	// InvalidName is a character that the name of a variable cannot have.
	InvalidName = &diag.Def{Code: "env-file-name", Title: "the name of a variable in an env file is not valid"}
	// Unterminated is a quoted value without its closing quote.
	Unterminated = &diag.Def{Code: "env-file-quote", Title: "a quoted value in an env file has no end"}
	// NoName is a value without a name, or an export of nothing.
	NoName = &diag.Def{Code: "env-file-no-name", Title: "the name of a variable in an env file is missing"}
	// UnnamedValue is a value without a name where that is let pass.
	UnnamedValue = &diag.Def{Code: "env-file-unnamed-value", Severity: diag.Warning, Title: "a value in an env file has no name"}
	// AfterQuote is text that follows a closing quote on the same line.
	AfterQuote = &diag.Def{Code: "env-file-text-after-quote", Severity: diag.Warning, Title: "text follows a quoted value in an env file"}
	// Repeated is a variable that a later line of the same env file sets to another value.
	Repeated = &diag.Def{Code: "env-file-repeated", Severity: diag.Warning, Title: "a variable that an env file sets twice"}
	// NotText is an env file in UTF-16, or a line of a raw one that is not UTF-8.
	NotText = &diag.Def{Code: "env-file-encoding", Title: "an env file is not valid UTF-8"}
)

// Defs are the kinds of finding of this package.
func Defs() []*diag.Def {
	return []*diag.Def{
		InvalidName, Unterminated, NoName, UnnamedValue, AfterQuote, Repeated, NotText,
	}
}
