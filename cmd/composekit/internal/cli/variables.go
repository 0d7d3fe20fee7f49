package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/composekit/composekit/internal/terminal"
	"github.com/composekit/composekit/internal/yamlwrite"
	"github.com/composekit/composekit/interpolate"
)

// printVariables writes the variables that a project uses, by name, in one of the forms that
// docker compose config --variables has.
func printVariables(w io.Writer, vars []interpolate.Variable, format string) error {
	vars = slices.SortedFunc(slices.Values(vars), func(a, b interpolate.Variable) int { return cmp.Compare(a.Name, b.Name) })
	switch strings.ToLower(format) {
	case "", "table", "pretty":
		return variableTable(w, vars)
	case "json":
		return variableJSON(w, vars)
	case "yaml":
		return variableYAML(w, vars)
	}
	return unsupportedFormat(format, "table", "json", "yaml")
}

func variableTable(w io.Writer, vars []interpolate.Variable) error {
	table := tabwriter.NewWriter(w, 20, 1, 3, ' ', 0)
	fmt.Fprintln(table, "NAME\tREQUIRED\tDEFAULT VALUE\tALTERNATE VALUE")
	for _, v := range vars {
		fmt.Fprintf(table, "%s\t%t\t%s\t%s\n", v.Name, v.Required, terminal.Line(v.Default), terminal.Line(v.Alternate))
	}
	return table.Flush()
}

func variableJSON(w io.Writer, vars []interpolate.Variable) error {
	type entry struct {
		Name, DefaultValue, PresenceValue string
		Required                          bool
	}
	entries := map[string]entry{}
	for _, v := range vars {
		entries[v.Name] = entry{v.Name, v.Default, v.Alternate, v.Required}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "    ")
	if err := enc.Encode(entries); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

func variableYAML(w io.Writer, vars []interpolate.Variable) error {
	var y yamlwrite.Writer
	y.BeginMap()
	for _, v := range vars {
		y.Key(v.Name)
		y.BeginMap()
		y.Key("name")
		y.String(v.Name)
		y.Key("defaultvalue")
		y.String(v.Default)
		y.Key("presencevalue")
		y.String(v.Alternate)
		y.Key("required")
		y.Bool(v.Required)
		y.EndMap()
	}
	y.EndMap()
	// Here docker compose indents by four columns. No value has a line break.
	_, err := w.Write(bytes.ReplaceAll(y.Bytes(), []byte("\n  "), []byte("\n    ")))
	return err
}
