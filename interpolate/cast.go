package interpolate

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/units"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

// cast is the outcome of reading text as a number or boolean.
type cast struct {
	value string // as a YAML scalar of typ
	typ   syntax.Type
	// legacy is set for a boolean that only YAML 1.1 knows.
	legacy bool
	// wrong says what is the matter with the text: "is not an integer". "" if nothing is.
	wrong string
}

// castText reads text as c asks. The value is written in the one way that YAML reads as that
// number: "010" is ten to ToInt, eight to ToUmask, and would be eight to YAML.
func castText(text string, c schema.Cast) cast {
	switch c {
	case schema.ToInt, schema.ToInt64:
		v, err := strconv.ParseInt(text, 10, 64)
		return number(text, syntax.Int, err, "is not an integer", func() string { return strconv.FormatInt(v, 10) })
	case schema.ToUmask:
		v, err := strconv.ParseUint(text, 0, 32)
		return number(text, syntax.Int, err, "is not a umask", func() string { return strconv.FormatUint(v, 10) })
	case schema.ToFloat:
		v, err := strconv.ParseFloat(text, 64)
		return number(text, syntax.Float, err, "is not a number", func() string { return floatText(v, 64) })
	case schema.ToFloat32:
		v, err := strconv.ParseFloat(text, 32)
		return number(text, syntax.Float, err, "is not a number", func() string { return floatText(v, 32) })
	case schema.ToBool:
		return boolean(text)
	}
	return cast{value: text, typ: syntax.String}
}

func number(text string, typ syntax.Type, err error, wrong string, write func() string) cast {
	switch {
	case errors.Is(err, strconv.ErrRange):
		return cast{wrong: "is out of range"}
	case err != nil:
		return cast{wrong: wrong}
	case isDecimal(text):
		return cast{value: text, typ: typ}
	}
	return cast{value: write(), typ: typ}
}

// isDecimal reports whether text is a number that everyone reads alike: digits without a
// leading zero, perhaps with a fraction.
func isDecimal(text string) bool {
	whole, fraction, dotted := strings.Cut(text, ".")
	if whole == "" || whole[0] == '0' && whole != "0" || dotted && fraction == "" {
		return false
	}
	return strings.Trim(whole, "0123456789") == "" && strings.Trim(fraction, "0123456789") == ""
}

func floatText(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return ".nan"
	case math.IsInf(v, 1):
		return ".inf"
	case math.IsInf(v, -1):
		return "-.inf"
	}
	return strconv.FormatFloat(v, 'g', -1, bits)
}

func boolean(text string) cast {
	value, legacy, ok := schema.ParseBoolean(text)
	if !ok {
		return cast{wrong: "is not a boolean"}
	}
	return cast{value: strconv.FormatBool(value), typ: syntax.Bool, legacy: legacy}
}

func castHelp(c schema.Cast) string {
	switch c {
	case schema.ToInt, schema.ToInt64:
		return "write a whole number in decimal digits"
	case schema.ToUmask:
		return "write an octal number with a leading 0, such as 022"
	case schema.ToBool:
		return "write true or false"
	}
	return "write a decimal number, such as 0.5"
}

// cast returns n as the number or boolean that t asks for; n itself if its text is neither.
// Written is n before its variables were replaced, unset are those that left nothing.
func (w *walker) cast(n, written *syntax.Node, t *schema.Type, unset []Unset) *syntax.Node {
	c := t.Cast
	got := castText(n.Value(), c)
	if got.wrong != "" {
		if w.new(written, c) && !w.diags.Full(diag.Error) {
			w.report(w.uncastable(n, written, t, got, unset), written)
		}
		return n
	}
	if got.legacy && w.new(written, c) && !w.diags.Full(diag.Warning) {
		w.report(schema.LegacyBooleanAt(n, got.value == "true").With("value", n.Value()), written)
	}
	return w.retag(w.build.Scalar(got.value, got.typ, n, syntax.Cast), n)
}

func (w *walker) uncastable(n, written *syntax.Node, t *schema.Type, got cast, unset []Unset) diag.Diagnostic {
	d := w.castFailed(n, written, got, unset, castHelp(t.Cast))
	if n == written {
		switch limits := meantLimits(n, t); {
		case limits != "":
			d = d.Helped("write both limits as %s", limits).Fixed("write both limits", diag.Edit{Span: n.Span(), New: limits})
		case t.Format == schema.CPUs:
			d = schema.Meant(d, n, units.MeantCPUs(n.Value()))
		case t.Format == schema.Microseconds:
			if to := units.MeantMicroseconds(n.Value()); to != "" {
				d = schema.Meant(d, n, to).Helped("write it in microseconds: %s", to)
			}
		case t.Cast == schema.ToBool:
			d = schema.Meant(d, n, schema.MeantBoolean(n.Value()))
		case t.Cast == schema.ToFloat || t.Cast == schema.ToFloat32:
			d = schema.Meant(d, n, units.MeantNumber(n.Value()))
		}
	}
	return d.With("value", n.Value()).With("type", t.Cast.String())
}

// meantLimits is SOFT:HARD, as docker run takes limits of a process, as the mapping that Compose takes; "" if n is no such text.
func meantLimits(n *syntax.Node, t *schema.Type) string {
	soft, hard, two := strings.Cut(n.Value(), ":")
	if !two || t.Attr("soft") == nil || strings.Trim(n.Span().Text(), `"'`) != n.Value() {
		return ""
	}
	for _, limit := range []string{soft, hard} {
		if _, err := strconv.ParseInt(limit, 10, 64); err != nil {
			return ""
		}
	}
	return "{soft: " + soft + ", hard: " + hard + "}"
}

func (w *walker) castFailed(n, written *syntax.Node, got cast, unset []Unset, help string) diag.Diagnostic {
	switch {
	case len(unset) > 0:
		u := unset[0]
		return CastFailed.At(w.places.Of(written).Span(u.From, u.To), "%s %s, because the variable %s is not set", quoted(n.Value()), got.wrong, u.Name).
			Helped("set %s, or give it a default as in ${%s:-value}", u.Name, u.Name)
	case n != written:
		return CastFailed.At(n.Span(), "%s gives %s, which %s", shortened(written.Value()), quoted(n.Value()), got.wrong).Helped("%s", help)
	}
	return CastFailed.At(n.Span(), "%s %s", quoted(n.Value()), got.wrong).Helped("%s", help)
}
