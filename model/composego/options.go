package composego

import (
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/tree"
	"github.com/compose-spec/compose-go/v2/types"
)

// The types of compose-go's package loader that its callers use.
type (
	// Options are compose-go's own options. Which of them mean what here is said at LoadWithContext.
	Options = loader.Options
	// Listener is told of include and extends.
	Listener = loader.Listener
	// ResourceLoader loads files that are somewhere else.
	ResourceLoader = loader.ResourceLoader
	// PostProcessor belongs to compose-go's stages.
	PostProcessor = loader.PostProcessor
	// NoopPostProcessor is a PostProcessor that changes nothing.
	NoopPostProcessor = loader.NoopPostProcessor
	// UnsupportedAttribute is an attribute that UnsupportedAttributesCheck found.
	UnsupportedAttribute = loader.UnsupportedAttribute
	// UnsupportedAttributePattern says which attributes a runtime does not honour.
	UnsupportedAttributePattern = loader.UnsupportedAttributePattern
	// UnsupportedAttributesCheck looks for attributes that a runtime does not honour.
	UnsupportedAttributesCheck = loader.UnsupportedAttributesCheck
)

// WithDiscardEnvFiles drops env_file from services once environment has what the files say.
func WithDiscardEnvFiles(o *Options) { loader.WithDiscardEnvFiles(o) }

// WithSkipValidation does not hold the files to the schema.
func WithSkipValidation(o *Options) { loader.WithSkipValidation(o) }

// WithProfiles activates profiles; "*" is all.
func WithProfiles(profiles []string) func(*Options) { return loader.WithProfiles(profiles) }

// WithSelectedServices keeps only the given services and what they depend on; none keeps all.
func WithSelectedServices(services []string) func(*Options) {
	return loader.WithSelectedServices(services)
}

// WithoutUnnecessaryResources drops the resources that no enabled service uses.
func WithoutUnnecessaryResources(o *Options) { loader.WithoutUnnecessaryResources(o) }

// WithUnsupportedAttributesCheck reports the attributes that match one of the patterns.
func WithUnsupportedAttributesCheck(patterns []UnsupportedAttributePattern, report func([]UnsupportedAttribute)) func(*Options) {
	return loader.WithUnsupportedAttributesCheck(patterns, report)
}

// WithSupportedAttributes reports the attributes that match none of the given paths.
func WithSupportedAttributes(supported []tree.Path, report func([]UnsupportedAttribute)) func(*Options) {
	return loader.WithSupportedAttributes(supported, report)
}

// ToOptions returns the options that compose-go's loader makes of option functions. Its
// ResourceLoaders end with compose-go's own for local files.
func ToOptions(details *types.ConfigDetails, options []func(*Options)) *Options {
	return loader.ToOptions(details, options)
}
