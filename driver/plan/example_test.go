package plan_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/plan"
	"github.com/composekit/composekit/source"
)

// What an engine that has the images and nothing else must do for a project.
func ExampleMakePlan() {
	files := source.Map(map[string]string{"/shop/compose.yaml": `
services:
  web:
    image: nginx
    depends_on: [db]
  db:
    image: postgres
    volumes: [data:/var/lib/postgresql]
volumes:
  data:
`}, source.Unix)
	result, err := composekit.Load(context.Background(), files, nil, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	// Of a real engine, Executor.Observe of package run fills in State and Info.
	state := &driver.State{Images: map[string]driver.Image{"nginx": {ID: "sha256:1"}, "postgres": {ID: "sha256:2"}}}
	p, err := plan.MakePlan(plan.Input{Project: result.Project, Tree: result.Tree, Env: result.Env(),
		State: state, Options: plan.Options{Verb: plan.Up}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(p)

	text, err := json.Marshal(p.Steps[len(p.Steps)-1]) // a plan is data
	fmt.Printf("%s %v\n", text, err)
	// Output:
	// up shop: 6 steps
	// volume:data/create: volume.create shop_data
	//     missing: the volume does not exist
	// network:default/create: network.create shop_default
	//     missing: the network does not exist
	// db-1/create: container.create shop-db-1 of postgres <- volume:data/create, network:default/create
	//     missing: the container does not exist
	// db-1/start: container.start shop-db-1 <- db-1/create
	//     missing: the container does not exist
	// web-1/create: container.create shop-web-1 of nginx <- network:default/create
	//     missing: the container does not exist
	// web-1/start: container.start shop-web-1 <- db-1/start, web-1/create
	//     missing: the container does not exist
	// {"id":"web-1/start","after":["db-1/start","web-1/create"],"service":"web","group":"Container shop-web-1","reason":{"code":"missing","text":"the container does not exist"},"op":{"kind":"container.start","container":{"name":"shop-web-1"}},"undo":{"kind":"container.stop","container":{"name":"shop-web-1"}}} <nil>
}

// A project that is known by the labels of what there is can be stopped and removed.
func ExampleInput() {
	state := &driver.State{Containers: []driver.Container{{
		ID: "4711", Name: "shop-web-1", Status: driver.StatusRunning, Image: "nginx",
		Labels: driver.Labels{driver.LabelProject: "shop", driver.LabelService: "web", driver.LabelNumber: "1",
			driver.LabelConfigHash: "0", driver.LabelOneOff: "False"},
	}}}
	p, err := plan.MakePlan(plan.Input{Name: "shop", State: state, Options: plan.Options{Verb: plan.Down}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(p)
	// Output:
	// down shop: 2 steps
	// web-1/stop: container.stop shop-web-1
	//     forced: it was asked for
	// web-1/remove: container.remove shop-web-1 <- web-1/stop
	//     forced: it was asked for
}
