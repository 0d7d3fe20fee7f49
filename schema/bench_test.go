package schema

import "testing"

func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		buildCompose()
	}
}

func BenchmarkAttr(b *testing.B) {
	service := Compose().Attr("services").Type.Values
	names := []string{"image", "environment", "ports", "depends_on", "healthcheck", "restart", "volumes", "networks", "command", "deploy", "labels", "x-foo"}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		service.Attr(names[i])
		i++
		if i == len(names) {
			i = 0
		}
	}
}
