// Package textmem owns the joining of short texts into strings that share memory: many are made in a
// load, and each would be an allocation.
package textmem

import "strings"

// Joiner joins texts. The zero Joiner is ready to use; it must not be copied after that.
type Joiner struct{ made strings.Builder }

// Join is the parts one after the other.
func (j *Joiner) Join(parts ...string) string {
	const least, most = 64, 4096 // bytes
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	if j.made.Cap()-j.made.Len() < size {
		next := min(max(2*j.made.Cap(), least), most)
		j.made.Reset()
		j.made.Grow(max(next, size))
	}
	from := j.made.Len()
	for _, part := range parts {
		j.made.WriteString(part)
	}
	return j.made.String()[from:]
}
