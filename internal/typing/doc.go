// Package typing owns the test of what editors have while files are being typed: values and keys of
// projects of the corpus are taken away and typed anew, letter by letter, and at each letter what
// the author wrote must be among what is proposed, and nothing else in the file may be disturbed by
// the line that is not finished: no finding, no outline, no hover, no definition. The names
// in paths are typed likewise, where the corpus has what they lead to. It has no code besides its tests.
package typing
