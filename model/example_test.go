package model_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/composekit/composekit"
	"github.com/composekit/composekit/model"
	"github.com/composekit/composekit/source"
)

// shop is a project of four services, one of which has a profile.
func shop() *model.Project {
	files := source.Map(map[string]string{"/shop/compose.yaml": `
x-team:
  name: shop
  respond_within: 30m
services:
  web:
    image: nginx
    depends_on: [api]
  api:
    build: .
    depends_on: [db, cache]
  db:
    image: postgres
  cache:
    image: redis
  debug:
    image: busybox
    profiles: [debug]
`}, source.Unix)
	result, err := composekit.Load(context.Background(), files, nil, "/shop/compose.yaml")
	if err != nil {
		panic(err)
	}
	return result.Project
}

// A project that a program has made lacks what a load fills in: names for the engine, the default network, whatever
// is the default in a Compose file. So it is written as one, and loaded.
func ExampleProject() {
	made := &model.Project{
		Name: "shop",
		Services: map[string]*model.Service{
			"web": {
				ContainerSpec: model.ContainerSpec{Image: "nginx"},
				WorkloadSpec: model.WorkloadSpec{
					DependsOn: map[string]model.Dependency{"db": {Condition: model.ServiceStarted, Required: true}},
				},
			},
			"db": {ContainerSpec: model.ContainerSpec{
				Image:   "postgres",
				Labels:  model.Labels{"price": "$10"},
				Volumes: []model.Mount{{Type: "volume", Source: "data", Target: "/var/lib/postgresql"}},
			}},
		},
		Volumes: map[string]*model.Volume{"data": {}},
	}
	text, err := model.EncodeYAML(made)
	if err != nil {
		fmt.Println(err)
		return
	}
	escaped := strings.ReplaceAll(string(text), "$", "$$") // a dollar sign is one, and begins no variable
	result, err := composekit.Load(context.Background(), source.Map(map[string]string{"/shop/compose.yaml": escaped}, source.Unix), nil, "/shop/compose.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := result.Project
	fmt.Println(p.Services["db"].Name, p.Services["db"].Labels["price"], p.Volumes["data"].Name, p.Networks["default"].Name)
	// Output: db $10 shop_data shop_default
}

// Services of a layer need nothing but services of layers before it.
func ExampleProject_DependencyOrder() {
	layers, err := shop().DependencyOrder()
	fmt.Println(layers, err)
	// Output: [[cache db] [api] [web]] <nil>
}

func ExampleProject_WithProfiles() {
	p := shop()
	fmt.Println(p.ServiceNames(), p.DisabledServiceNames(), p.DeclaredProfiles())
	p = p.WithProfiles([]string{"debug"})
	fmt.Println(p.ServiceNames())
	// Output:
	// [api cache db web] [debug] [debug]
	// [api cache db debug web]
}

func ExampleProject_WithSelectedServices() {
	p, err := shop().WithSelectedServices([]string{"api"}, model.IncludeDependencies)
	fmt.Println(p.ServiceNames(), p.DisabledServiceNames(), err)

	_, err = shop().WithSelectedServices([]string{"apy"}, model.IgnoreDependencies)
	var unknown *model.UnknownError
	fmt.Println(err, errors.As(err, &unknown))
	// Output:
	// [api cache db] [debug web] <nil>
	// no such service: apy true
}

// Extensions are for programs to read into structs of their own.
func ExampleExtensions_Decode() {
	var team struct {
		Name          string
		RespondWithin time.Duration `mapstructure:"respond_within"`
	}
	err := shop().Extensions.Decode("x-team", &team)
	fmt.Println(team.Name, team.RespondWithin, err)
	// Output: shop 30m0s <nil>
}

func ExampleProject_Images() {
	p := shop()
	fmt.Println(p.Images())

	pinned, err := p.WithImagesResolved(func(image string) (string, error) {
		return image + "@sha256:…", nil // ask the registry
	})
	fmt.Println(pinned.Services["db"].Image, err)
	// Output:
	// [nginx postgres redis shop-api]
	// postgres@sha256:… <nil>
}

func ExampleEncodeYAML() {
	p := shop().WithServicesDisabled("web", "api", "cache")
	text, err := model.EncodeYAML(p)
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// name: shop
	// services:
	//   db:
	//     image: postgres
	//     networks:
	//       default: null
	// networks:
	//   default:
	//     name: shop_default
	// x-team:
	//   name: shop
	//   respond_within: 30m
	// <nil>
}

// A project that was loaded may be in other hands, too; what is changed is a copy.
func ExampleProject_Clone() {
	loaded := shop()
	p := loaded.Clone()
	for _, s := range p.Services {
		if s.Labels == nil {
			s.Labels = model.Labels{}
		}
		s.Labels["com.example.team"] = "shop"
	}
	p.Services["db"].Image = "postgres:17"
	p = p.WithServicesDisabled("cache") // and removed from what others depend on
	fmt.Println(p.Services["db"].Image, p.Services["db"].Labels, p.ServiceNames())
	fmt.Println(loaded.Services["db"].Image, loaded.Services["db"].Labels, loaded.ServiceNames())
	// Output:
	// postgres:17 map[com.example.team:shop] [api db web]
	// postgres map[] [api cache db web]
}

// Projects, services and extensions can be parts of what a program sends.
func ExampleProject_MarshalJSON() {
	p := shop()
	text, err := json.Marshal(map[string]any{"service": p.Services["web"], "extensions": p.Extensions})
	fmt.Printf("%s %v\n", text, err)
	// Output:
	// {"extensions":{"x-team":{"name":"shop","respond_within":"30m"}},"service":{"command":null,"entrypoint":null,"image":"nginx","networks":{"default":null},"depends_on":{"api":{"condition":"service_started","required":true}}}} <nil>
}

// A project on its way to another program, which reads what was loaded here.
func ExampleProject_UnmarshalJSON() {
	text, err := json.Marshal(shop())
	if err != nil {
		fmt.Println(err)
		return
	}
	var p model.Project
	err = json.Unmarshal(text, &p)
	fmt.Println(p.Name, p.Services["web"].Image, p.Services["web"].DependsOn["api"].Condition, err)
	// Output: shop nginx service_started <nil>
}

// All on one line, as for a request.
func ExampleEncoding_AppendJSON() {
	p := shop().WithServicesDisabled("web", "api", "cache")
	text, err := model.Encoding{Compact: true}.AppendJSON(nil, p)
	fmt.Printf("%s\n%v\n", text, err)
	// Output:
	// {"name":"shop","networks":{"default":{"name":"shop_default","ipam":{}}},"services":{"db":{"command":null,"entrypoint":null,"image":"postgres","networks":{"default":null}}},"x-team":{"name":"shop","respond_within":"30m"}}
	// <nil>
}

// The ports of the host that a project may take.
func ExamplePortRange() {
	for _, published := range []string{"8080", "9000-9002", ""} {
		first, last, ok := model.PortRange(published)
		fmt.Println(first, last, ok)
	}
	// Output:
	// 8080 8080 true
	// 9000 9002 true
	// 0 0 false
}
