package syntax_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"github.com/composekit/composekit/syntax"
)

func TestDecode(t *testing.T) {
	const text = "\uFEFFa: é€😀\n"
	units := utf16.Encode([]rune(text))
	little, big := make([]byte, 0, 2*len(units)), make([]byte, 0, 2*len(units))
	for _, u := range units {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	for _, c := range []struct{ name, content, want string }{
		{"little-endian", string(little), text},
		{"big-endian", string(big), text},
		{"only a mark", "\xFF\xFE", "\uFEFF"},
		{"UTF-8", text, text},
		{"without a mark", string(little[2:]), string(little[2:])},
		{"half a unit", string(little) + "x", string(little) + "x"},
		{"half a pair at the end", "\xFF\xFE\x3D\xD8", "\xFF\xFE\x3D\xD8"},
		{"half a pair", "\xFE\xFF\xD8\x3D\x00a", "\xFE\xFF\xD8\x3D\x00a"},
		{"the second half first", "\xFE\xFF\xDE\x00\xD8\x3D", "\xFE\xFF\xDE\x00\xD8\x3D"},
		{"empty", "", ""},
	} {
		if got := syntax.Decode(c.content); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
