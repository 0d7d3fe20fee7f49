// Package plain owns the Go values by which tests compare trees of ours with the reference's.
package plain

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/composekit/composekit/syntax"
)

// Tree is a tree as Go values: nil, bool, int, float64, string, []any and map[string]any. No
// tree is nil.
func Tree(t testing.TB, n *syntax.Node) any {
	t.Helper()
	switch {
	case n == nil:
		return nil
	case n.Kind == syntax.Mapping:
		m := map[string]any{}
		for _, p := range n.Pairs() {
			m[p.Name()] = Tree(t, p.Value)
		}
		return m
	case n.Kind == syntax.Sequence:
		l := []any{}
		for _, item := range n.Items() {
			l = append(l, Tree(t, item))
		}
		return l
	}
	var (
		v   any = n.Text()
		err error
	)
	switch n.Type {
	case syntax.Null:
		return nil
	case syntax.Bool:
		return n.Text() == "true"
	case syntax.Int:
		v, err = strconv.Atoi(n.Text())
	case syntax.Float:
		v, err = strconv.ParseFloat(n.Text(), 64)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Basic turns the named types of the reference into Go's own, and nil lists into empty ones.
func Basic(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, e := range v {
			m[k] = Basic(e)
		}
		return m
	case []any:
		l := []any{}
		for _, e := range v {
			l = append(l, Basic(e))
		}
		return l
	case nil:
		return nil
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Bool:
		return r.Bool()
	case reflect.Uint32:
		return int(r.Uint())
	}
	return v
}
