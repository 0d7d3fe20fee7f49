package source

import "path"

// PathStyle is the syntax of paths, whatever the machine that runs the library.
type PathStyle uint8

const (
	Unix PathStyle = iota
	Windows
)

// IsAbs reports whether name is absolute.
func (s PathStyle) IsAbs(name string) bool { return path.IsAbs(name) }

// Clean is the shortest name equivalent to name.
func (s PathStyle) Clean(name string) string { return path.Clean(name) }

// Join joins elements to one clean path; empty elements are passed over.
func (s PathStyle) Join(elem ...string) string { return path.Join(elem...) }

// Dir is all but the last element of name.
func (s PathStyle) Dir(name string) string { return path.Dir(name) }

// Base is the last element of name.
func (s PathStyle) Base(name string) string { return path.Base(name) }
