package main

import (
	"fmt"
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
func realistic(n int) string { return realisticFrom(1, n) }

// realisticFrom numbers the services from a number on.
func realisticFrom(first, n int) string {
	var b, volumes strings.Builder
	b.WriteString("name: shop\n\nservices:\n")
	b.WriteString(cache)
	db := 0
	for i := first; i < first+max(n, 2)-1; i++ {
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
	name  string
	size  int // what the growth of its time is related to
	files map[string]string
	names []string // the Compose files; the others are files that these name
}

func oneFile(name string, size int, text string) shape {
	return shape{name, size, map[string]string{"compose.yaml": text}, []string{"compose.yaml"}}
}

func services(n int) shape {
	if n == 1 {
		return oneFile("services", n, single())
	}
	return oneFile("services", n, realistic(n))
}

// parts is n services in files of 1,000 that a Compose file includes: the reference refuses files
// of more than 100,000 nodes.
func parts(n int) shape {
	const each = 1_000
	s := shape{name: "services in included files", size: n, files: map[string]string{}, names: []string{"compose.yaml"}}
	var b strings.Builder
	b.WriteString("name: shop\ninclude:\n")
	for i := range n / each {
		name := fmt.Sprintf("part%d.yaml", i)
		s.files[name] = realisticFrom(1+i*each, each)
		fmt.Fprintf(&b, "  - %s\n", name)
	}
	s.files["compose.yaml"] = b.String()
	return s
}

// overrides is a base of 100 services, and n files that each say something about all of them.
func overrides(n int) shape {
	s := shape{name: "files that override", size: n, files: map[string]string{"0.yaml": realistic(100)}, names: []string{"0.yaml"}}
	for i := 1; i <= n; i++ {
		var b strings.Builder
		b.WriteString("services:\n")
		for k := 2; k < 100; k++ {
			if k%4 != 1 {
				fmt.Fprintf(&b, "  app%d:\n    image: app:%d\n    environment: [\"OVERRIDE=%d\"]\n    labels: {override%d: \"yes\"}\n", k, i, i, i)
			}
		}
		name := fmt.Sprintf("%d.yaml", i)
		s.files[name] = b.String()
		s.names = append(s.names, name)
	}
	return s
}

// chains are chains of 50 services of which each extends the one before.
func chains(n int) shape {
	const length = 50
	var b strings.Builder
	b.WriteString("services:\n")
	for c := range n / length {
		fmt.Fprintf(&b, "  s%d_0:\n    image: base\n    environment: {A: \"1\"}\n", c)
		for i := 1; i < length; i++ {
			fmt.Fprintf(&b, "  s%d_%d:\n    extends: s%d_%d\n    environment: {V%d: \"%d\"}\n", c, i, c, i-1, i%10, i)
		}
	}
	return oneFile("services in chains of extends", n, b.String())
}

// longChain is one chain of n services of which each extends the one before.
func longChain(n int) shape {
	var b strings.Builder
	b.WriteString("services:\n  s0:\n    image: base\n    environment: {A: \"1\"}\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  s%d:\n    extends: s%d\n    environment: {V%d: \"%d\"}\n", i, i-1, i%10, i)
	}
	return oneFile("services in one chain of extends", n, b.String())
}

func includes(n int) shape {
	s := shape{name: "includes", size: n, files: map[string]string{}, names: []string{"compose.yaml"}}
	var b strings.Builder
	b.WriteString("include:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - part%d/compose.yaml\n", i)
		s.files[fmt.Sprintf("part%d/compose.yaml", i)] = fmt.Sprintf("services:\n  s%d:\n    image: x\n    volumes: [\"./data:/data\"]\n    environment: {A: \"${A:-1}\"}\n", i)
	}
	s.files["compose.yaml"] = b.String()
	return s
}

// diamonds is n files that each include one and the same.
func diamonds(n int) shape {
	s := includes(n)
	s.name = "includes that include the same file"
	for i := range n {
		s.files[fmt.Sprintf("part%d/compose.yaml", i)] += "include: [../common/compose.yaml]\n"
	}
	s.files["common/compose.yaml"] = "services:\n  common:\n    image: x\n"
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
	return oneFile(fmt.Sprintf("layers of %d that depend on the layer before", width), layers, b.String())
}

// sharedEnv is 100 services that read one env file of n lines.
func sharedEnv(n int) shape {
	var b, env strings.Builder
	b.WriteString("services:\n")
	for i := range 100 {
		fmt.Fprintf(&b, "  s%d:\n    image: x\n    env_file: shared.env\n", i)
	}
	for i := range n {
		fmt.Fprintf(&env, "VARIABLE_%d=value %d\n", i, i)
	}
	s := oneFile("lines of an env file that 100 services share", n, b.String())
	s.files["shared.env"] = env.String()
	return s
}

// anchors is n services that take nearly all they have from anchors.
func anchors(n int) shape {
	var b strings.Builder
	b.WriteString("x-common: &common\n  image: x\n  restart: always\n  environment: &env\n")
	for i := range 50 {
		fmt.Fprintf(&b, "    VARIABLE_%d: value\n", i)
	}
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, "  s%d:\n    <<: *common\n    environment:\n      <<: *env\n      OWN: \"%d\"\n", i, i)
	}
	return oneFile("services that merge wide anchors", n, b.String())
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
	return load{s.name, hostOptions(dir, s.names...)}, nil
}

func hostOptions(dir string, files ...string) host.Options {
	return host.Options{
		Files: files, WorkDir: dir,
		Environ: []string{"PATH=/usr/bin:/bin", "HOME=/home/bench", "PWD=" + dir, "DB_PASSWORD=secret"},
	}
}
