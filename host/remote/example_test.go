package remote_test

import (
	"fmt"

	"github.com/composekit/composekit/host"
	"github.com/composekit/composekit/host/remote"
	"github.com/composekit/composekit/loader"
)

// A loader that takes Compose files out of Git repositories.
func ExampleGit() {
	git := &remote.Git{}
	fmt.Println(git.Accept("https://example.com/shop.git#v1:deploy"))
	fmt.Println(git.Accept("compose.yaml"))

	_ = loader.Loader{FS: host.FS(), Env: host.Env(), Resolvers: []loader.Resolver{git}}
	// Output:
	// true
	// false
}
