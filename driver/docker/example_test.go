package docker_test

import (
	"context"
	"fmt"
	"os"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker"
)

// The engine that the docker command would use, and the containers of a project on it.
func ExampleOpen() {
	engine, err := docker.Open(docker.FromEnvironment(os.LookupEnv))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer engine.Close()

	state, err := engine.Observe(context.Background(), driver.Selector{Project: "shop"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range state.Containers {
		fmt.Println(c.Name, c.Service(), c.Status)
	}
}
