package composego

import (
	"context"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// BenchmarkLoad loads the same project with both loaders, to compose-go's types.
func BenchmarkLoad(b *testing.B) {
	for name, load := range map[string]func(context.Context, types.ConfigDetails, ...func(*Options)) (*types.Project, error){
		"composekit": LoadWithContext, "compose-go": loader.LoadWithContext,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := load(context.Background(), optionDetails("")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkConvert converts that project.
func BenchmarkConvert(b *testing.B) {
	p, err := LoadWithContext(context.Background(), optionDetails(""))
	if err != nil {
		b.Fatal(err)
	}
	own, err := FromComposeGo(p)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ToComposeGo(own); err != nil {
			b.Fatal(err)
		}
	}
}
