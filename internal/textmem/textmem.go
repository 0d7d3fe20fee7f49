// Package textmem owns short texts that are made of others and share memory: many are made in a
// load, and each would be an allocation.
package textmem

import "strings"

// Joiner joins texts. The zero Joiner is ready to use; it must not be copied after that.
type Joiner struct{ made strings.Builder }

// Keep is a text that does not depend on the bytes.
func (j *Joiner) Keep(text []byte) string {
	j.grow(len(text))
	from := j.made.Len()
	j.made.Write(text)
	return j.made.String()[from:]
}

// Join is the parts one after the other.
func (j *Joiner) Join(parts ...string) string {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	j.grow(size)
	from := j.made.Len()
	for _, part := range parts {
		j.made.WriteString(part)
	}
	return j.made.String()[from:]
}

// grow makes room for so many bytes.
func (j *Joiner) grow(size int) {
	const least, most = 64, 4096 // bytes
	if j.made.Cap()-j.made.Len() < size {
		next := min(max(2*j.made.Cap(), least), most)
		j.made.Reset()
		j.made.Grow(max(next, size))
	}
}
