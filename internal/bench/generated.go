package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/composekit/composekit/host"
)

// service is one service as people write them; the verb stands for its number. Every fourth
// one is a database, and the others depend on the one before them that is.
const service = `  app%[1]d:
    image: registry.example.com/team/app%[1]d:${TAG:-1.4.2}
    build:
      context: ./app%[1]d
      args:
        VERSION: ${TAG:-1.4.2}
        MODE: production
    restart: unless-stopped
    depends_on:
      db%[2]d:
        condition: service_healthy
      cache:
        condition: service_started
    environment:
      - DATABASE_URL=postgres://app:${DB_PASSWORD}@db%[2]d:5432/app
      - LOG_LEVEL=${LOG_LEVEL:-info}
      - WORKERS=4
      - TZ
    ports:
      - "%[3]d:8080"
      - "127.0.0.1:%[4]d:9090/tcp"
    volumes:
      - ./app%[1]d/config:/etc/app:ro
      - data%[2]d:/var/lib/app
    networks:
      - front
      - back
    labels:
      traefik.enable: "true"
      traefik.http.routers.app%[1]d.rule: Host(` + "`app%[1]d.example.com`" + `)
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:8080/health"]
      interval: 30s
      timeout: 5s
      retries: 3
    deploy:
      resources:
        limits:
          cpus: "0.50"
          memory: 512M
    logging:
      driver: json-file
      options:
        max-size: 10m
        max-file: "3"
`

const database = `  db%[1]d:
    image: postgres:17-alpine
    restart: always
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: ${DB_PASSWORD}
      POSTGRES_DB: app
    volumes:
      - data%[1]d:/var/lib/postgresql/data
    networks: [back]
    shm_size: 128mb
    healthcheck:
      test: pg_isready -U app
      interval: 10s
      start_period: 1m
    stop_grace_period: 1m30s
    ulimits:
      nofile: {soft: 20000, hard: 40000}
`

const cache = "  cache:\n    image: redis:8\n    command: redis-server --save 60 1\n    tmpfs: /data\n    networks: [back]\n"

// realistic is a Compose file of n services.
func realistic(n int) string {
	var b, volumes strings.Builder
	b.WriteString("name: shop\n\nservices:\n")
	b.WriteString(cache)
	db := 0
	for i := 1; i < max(n, 2); i++ {
		if i%4 == 1 {
			db = i
			fmt.Fprintf(&b, database, i)
			fmt.Fprintf(&volumes, "  data%d:\n", i)
			continue
		}
		fmt.Fprintf(&b, service, i, db, 10000+i%20000, 30000+i%30000)
	}
	b.WriteString("\nnetworks:\n  front:\n  back:\n    internal: true\n\nvolumes:\n")
	b.WriteString(volumes.String())
	return b.String()
}

// single is a Compose file of one service.
func single() string {
	text := strings.Replace(fmt.Sprintf(service, 1, 1, 10001, 30001), "    depends_on:\n      db1:\n        condition: service_healthy\n      cache:\n        condition: service_started\n", "", 1)
	return "name: shop\n\nservices:\n" + text + "\nnetworks:\n  front:\n  back:\n\nvolumes:\n  data1:\n"
}

// shape is a generated project.
type shape struct {
	name     string
	services int
	files    map[string]string
	names    []string // the Compose files; the others are files that these name
	alone    bool     // the reference takes too long
}

// series are realistic projects of growing size.
func series() []shape {
	var out []shape
	for _, n := range [...]int{1, 10, 100, 1_000, 10_000} {
		text := realistic(n)
		if n == 1 {
			text = single()
		}
		out = append(out, shape{"realistic", n, map[string]string{"compose.yaml": text}, []string{"compose.yaml"}, n > 1_000})
	}
	return out
}

// shapes are projects that are large in one way.
func shapes() []shape {
	return []shape{overrides(10), chain(100), includes(400), diamond(50), ladder(12, 4), sharedEnv(100, 100_000), anchors(300)}
}

func overrides(n int) shape {
	s := shape{name: "base and overrides", services: 100, files: map[string]string{"0.yaml": realistic(100)}, names: []string{"0.yaml"}}
	for i := 1; i <= n; i++ {
		var b strings.Builder
		b.WriteString("services:\n")
		for k := 2; k < 100; k++ {
			if k%4 != 1 {
				fmt.Fprintf(&b, "  app%d:\n    environment: [\"OVERRIDE=%d\"]\n    labels: {override%d: \"yes\"}\n", k, i, i)
			}
		}
		name := fmt.Sprintf("%d.yaml", i)
		s.files[name] = b.String()
		s.names = append(s.names, name)
	}
	return s
}

func chain(n int) shape {
	var b strings.Builder
	b.WriteString("services:\n  s0:\n    image: base\n    environment: {A: \"1\"}\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  s%d:\n    extends: s%d\n    environment: {V%d: \"%d\"}\n", i, i-1, i%10, i)
	}
	return shape{name: "chain of extends", services: n, files: map[string]string{"compose.yaml": b.String()}, names: []string{"compose.yaml"}}
}

func includes(n int) shape {
	s := shape{name: "includes", services: n, files: map[string]string{}, names: []string{"compose.yaml"}}
	var b strings.Builder
	b.WriteString("include:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - part%d/compose.yaml\n", i)
		s.files[fmt.Sprintf("part%d/compose.yaml", i)] = fmt.Sprintf("services:\n  s%d:\n    image: x\n    volumes: [\"./data:/data\"]\n    environment: {A: \"${A:-1}\"}\n", i)
	}
	s.files["compose.yaml"] = b.String()
	return s
}

// diamond is n files that each include one and the same.
func diamond(n int) shape {
	s := includes(n)
	s.name = "diamond of includes"
	for i := range n {
		s.files[fmt.Sprintf("part%d/compose.yaml", i)] += "include: [../common/compose.yaml]\n"
	}
	s.files["common/compose.yaml"] = "services:\n  common:\n    image: x\n"
	s.services++
	return s
}

// ladder is layers of services that each depend on all of the layer before.
func ladder(layers, width int) shape {
	var b strings.Builder
	b.WriteString("services:\n")
	for l := range layers {
		for i := range width {
			fmt.Fprintf(&b, "  s%d_%d:\n    image: x\n", l, i)
			if l > 0 {
				b.WriteString("    depends_on: [")
				for k := range width {
					fmt.Fprintf(&b, "s%d_%d, ", l-1, k)
				}
				b.WriteString("]\n")
			}
		}
	}
	return shape{name: "ladder of dependencies", services: layers * width, files: map[string]string{"compose.yaml": b.String()}, names: []string{"compose.yaml"}}
}

func sharedEnv(services, lines int) shape {
	var b, env strings.Builder
	b.WriteString("services:\n")
	for i := range services {
		fmt.Fprintf(&b, "  s%d:\n    image: x\n    env_file: shared.env\n", i)
	}
	for i := range lines {
		fmt.Fprintf(&env, "VARIABLE_%d=value %d\n", i, i)
	}
	return shape{name: "shared env file", services: services, alone: true,
		files: map[string]string{"compose.yaml": b.String(), "shared.env": env.String()}, names: []string{"compose.yaml"}}
}

func anchors(services int) shape {
	var b strings.Builder
	b.WriteString("x-common: &common\n  image: x\n  restart: always\n  environment: &env\n")
	for i := range 50 {
		fmt.Fprintf(&b, "    VARIABLE_%d: value\n", i)
	}
	b.WriteString("services:\n")
	for i := range services {
		fmt.Fprintf(&b, "  s%d:\n    <<: *common\n    environment:\n      <<: *env\n      OWN: \"%d\"\n", i, i)
	}
	return shape{name: "anchors and merge keys", services: services, files: map[string]string{"compose.yaml": b.String()}, names: []string{"compose.yaml"}}
}

// write puts the files of the project below a directory of its own.
func (s shape) write(dir string) (load, error) {
	dir, err := os.MkdirTemp(dir, "project")
	if err != nil {
		return load{}, err
	}
	for name, text := range s.files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return load{}, err
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return load{}, err
		}
	}
	return load{s.name, host.Options{
		Files: s.names, WorkDir: dir,
		Environ: []string{"PATH=/usr/bin:/bin", "HOME=/home/bench", "PWD=" + dir, "DB_PASSWORD=secret"},
	}}, nil
}

// generated compares the two on generated projects.
func generated(rounds int, match string) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("%-24s %8s %12s %12s %7s %10s %7s %10s %7s %8s\n",
		"project", "services", "composekit", "compose-go", "ratio", "allocs/s.", "ratio", "bytes/s.", "ratio", "exponent")
	before, last := shape{}, cost{}
	for _, s := range append(series(), shapes()...) {
		if !strings.Contains(s.name, match) {
			continue
		}
		ours, err := compare(s, dir, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		exponent := "-"
		if before.name == s.name {
			exponent = fmt.Sprintf("%.2f", math.Log(float64(ours.time)/float64(last.time))/math.Log(float64(s.services)/float64(before.services)))
		}
		fmt.Println(" ", exponent)
		before, last = s, ours
	}
	return nil
}

// compare prints a row of the table but for its last column.
func compare(s shape, dir string, rounds int) (ours cost, err error) {
	l, err := s.write(dir)
	if err != nil {
		return ours, err
	}
	rivals := []func() error{l.composekit}
	if !s.alone {
		rivals = append(rivals, l.composeGo)
	}
	costs, errs := measured(rounds, rivals...)
	for _, err := range errs {
		if err != nil {
			return ours, err
		}
	}
	ours = costs[0]
	var theirs cost
	if !s.alone {
		theirs = costs[1]
	}
	ratio := func(a, b float64) string {
		if s.alone {
			return "-"
		}
		return fmt.Sprintf("%.0f", a/b)
	}
	n := uint64(s.services)
	fmt.Printf("%-24s %8d %12s %12s %7s %10d %7s %10d %7s", s.name, n, rounded(ours.time), rounded(theirs.time),
		ratio(float64(theirs.time), float64(ours.time)), ours.allocs/n, ratio(float64(theirs.allocs), float64(ours.allocs)),
		ours.bytes/n, ratio(float64(theirs.bytes), float64(ours.bytes)))
	return ours, nil
}
