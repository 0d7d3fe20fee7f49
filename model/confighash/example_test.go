package confighash_test

import (
	"fmt"

	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/model/confighash"
)

// A container is made anew when what it runs changes, and left alone when only the number of containers does.
func ExampleService() {
	one := &model.Service{Name: "web", ContainerSpec: model.ContainerSpec{Image: "nginx:1"}}
	other := &model.Service{Name: "web", ContainerSpec: model.ContainerSpec{Image: "nginx:2"}}
	three := 3
	scaled := &model.Service{Name: "web", ContainerSpec: model.ContainerSpec{Image: "nginx:1"}, Scale: &three}

	fmt.Println(confighash.Service(one) == confighash.Service(other))
	fmt.Println(confighash.Service(one) == confighash.Service(scaled))
	// Output:
	// false
	// true
}
