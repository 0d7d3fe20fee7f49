package loader_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/loader"
	"github.com/composekit/composekit/source"
)

// hostileProjects are projects of up to size bytes, by what they are about.
func hostileProjects(size int) map[string]map[string]string {
	fill := func(s string) string { return strings.Repeat(s, size/len(s)+1)[:size/len(s)*len(s)] }
	one := composeFile
	service := "services:\n  web:\n    image: nginx\n"
	nums := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i))
		}
		return b.String()
	}
	laughs := func(width, levels int) string {
		var b strings.Builder
		b.WriteString("x-0: &x0 [lol]\n")
		for i := 1; i <= levels; i++ {
			fmt.Fprintf(&b, "x-%d: &x%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d, ", i-1), width), ", "))
		}
		return b.String() + service
	}
	mergeLaughs := func(levels int) string {
		var b strings.Builder
		b.WriteString("x-0: &x0 {a: b}\n")
		for i := 1; i <= levels; i++ {
			fmt.Fprintf(&b, "x-%d: &x%d\n  <<: [*x%d, *x%d]\n  k%d: v\n", i, i, i-1, i-1, i)
		}
		return b.String() + service
	}
	out := map[string]map[string]string{
		"billion laughs":          one(laughs(10, 9)),
		"laughs wide":             one(laughs(300, 2)),
		"laughs just under":       one(laughs(9, 5)),
		"laughs many times under": one("x-a: &a [" + strings.Repeat("b, ", 300) + "]\nx-b:\n" + strings.Repeat("- *a\n", 320) + service),
		"merge laughs":            one(mergeLaughs(20)),
		"merge laughs 300":        one(mergeLaughs(300)),
		"services by one anchor":  one("x-s: &s\n  image: a\n  environment:\n" + nums(500, func(i int) string { return fmt.Sprintf("    K%d: v\n", i) }) + "services:\n" + nums(190, func(i int) string { return fmt.Sprintf("  s%d:\n    <<: *s\n", i) })),
		"alias graph just under":  one("x-a: &a [" + strings.Repeat("b, ", 950) + "]\nx-b: &b [" + strings.Repeat("*a, ", 30) + "]\nx-c: [" + strings.Repeat("*b, ", 30) + "]\n" + service),
		"aliases of variables":    one("x-a: &a [" + strings.Repeat("$A, ", 950) + "]\nx-b: &b [" + strings.Repeat("*a, ", 30) + "]\nx-c: [" + strings.Repeat("*b, ", 30) + "]\n" + service),
		"flow nesting just under": one(service + nums(size/4000, func(i int) string {
			return fmt.Sprintf("x-%d: ", i) + strings.Repeat("[", 990) + strings.Repeat("]", 990) + "\n"
		})),
		"documents with variables": one(fill("--- {services: {a: {image: $A}}}\n")),
		"include doubling": {"/p/compose.yaml": "include:\n" + nums(size/80, func(i int) string {
			return fmt.Sprintf("- {path: a.yaml, env_file: a.env, project_directory: d%d}\n", i)
		}), "/p/a.env": "A=" + strings.Repeat("a", 1000) + "\n" + nums(10, func(i int) string { return "A=$A$A\n" }), "/p/a.yaml": service + "    labels: {a: $A$A$A$A}\n"},
		"include of a large file": {"/p/compose.yaml": "include:\n" + nums(size/100, func(i int) string { return fmt.Sprintf("- {path: a.yaml, project_directory: d%d}\n", i) }), "/p/a.yaml": service + "    labels:\n" + nums(size/40, func(i int) string { return fmt.Sprintf("      l%d: v\n", i) })},
		"bytes that are no text":  one(fill("\xff\xfe\x00")),
		"bytes that are no YAML":  one(fill("%@`{]&*!|>'\"\n")),
		"keys that are lists":     one(service + fill("? [a]\n: b\n")),
		"tags":                    one(service + "x-a:\n" + fill("- !a!b c\n")),
		"homes":                   {"/p/compose.yaml": service + "    volumes:\n" + fill("    - ~/a:/b\n")},
		"block nesting keys":      one(service + "x-a:\n" + nums(1400, func(i int) string { return strings.Repeat(" ", i+1) + "a:\n" })),
		"flow nesting":            one(service + "x-a: " + strings.Repeat("[", 10000) + strings.Repeat("]", 10000)),
		"flow nesting maps":       one(service + "x-a: " + strings.Repeat("{a: ", 10000) + strings.Repeat("}", 10000)),
		"flow nesting 1MB":        one(service + "x-a: " + fill("[")),
		"block seq nesting":       one(service + "x-a:\n  " + strings.Repeat("- ", 10000) + "a"),
		"default nesting":         one("services:\n  web:\n    image: ${A:-" + strings.Repeat("${A:-", 10000) + strings.Repeat("}", 10001) + "\n"),
		"default nesting 150k":    one("services:\n  web:\n    image: \"" + strings.Repeat("${A:-", size/6-20) + strings.Repeat("}", size/6-20) + "\"\n"),
		"many defaults":           one("services:\n  web:\n    image: " + strings.Repeat("${A:-x}", 10000) + "\n"),
		"many defaults 1MB":       one("services:\n  web:\n    image: " + fill("${A:-x}") + "\n"),
		"doubling":                one("services:\n  web:\n    image: a\n    environment:\n      X: " + fill("${DOUBLE}") + "\n"),
		"doubling nested":         one("services:\n  web:\n    image: a\n    environment:\n" + nums(1000, func(i int) string { return fmt.Sprintf("      X%d: %s\n", i, strings.Repeat("${LONG}", 100)) })),
		"env file doubling":       {"/p/compose.yaml": service + "    env_file: e.env\n", "/p/e.env": "A0=aaaaaaaaaa\n" + nums(60, func(i int) string { return fmt.Sprintf("A%d=${A%d}${A%d}\n", i+1, i, i) })},
		"env file 1MB":            {"/p/compose.yaml": service + "    env_file: e.env\n", "/p/e.env": nums(size/20, func(i int) string { return fmt.Sprintf("KEY_%08d=value\n", i) })},
		"env file one line":       {"/p/compose.yaml": service + "    env_file: e.env\n", "/p/e.env": "A=" + fill("$")},
		"env file quotes":         {"/p/compose.yaml": service + "    env_file: e.env\n", "/p/e.env": fill("A=\"\n")},
		"env file backslashes":    {"/p/compose.yaml": service + "    env_file: e.env\n", "/p/e.env": "A=\"" + fill("\\")},
		"env file bad lines":      {"/p/compose.yaml": service + "    env_file: e.env\n", "/p/e.env": fill("a b=\n")},
		"include itself":          one("include: [compose.yaml]\n" + service),
		"include bomb":            includeBomb(12, 3),
		"include same many":       {"/p/compose.yaml": "include:\n" + fill("- a.yaml\n") + service, "/p/a.yaml": service},
		"include missing many":    {"/p/compose.yaml": "include:\n" + nums(size/14, func(i int) string { return fmt.Sprintf("- a%07d.y\n", i) }) + service},
		"extends chain":           one("services:\n  s0: {image: a}\n" + nums(9000, func(i int) string { return fmt.Sprintf("  s%d:\n    extends: s%d\n", i+1, i) })),
		"extends cycle":           one("services:\n" + nums(9000, func(i int) string { return fmt.Sprintf("  s%d:\n    extends: s%d\n", i, (i+1)%9000) })),
		"dependency chain":        one("services:\n  s0: {image: a}\n" + nums(9000, func(i int) string { return fmt.Sprintf("  s%d:\n    image: a\n    depends_on: [s%d]\n", i+1, i) })),
		"dependency cycle":        one("services:\n" + nums(9000, func(i int) string { return fmt.Sprintf("  s%d:\n    image: a\n    depends_on: [s%d]\n", i, (i+1)%9000) })),
		"dependency all to all": one("services:\n" + nums(200, func(i int) string {
			return fmt.Sprintf("  s%d:\n    image: a\n    depends_on: [%s]\n", i, nums(200, func(j int) string {
				if j == i {
					return ""
				}
				return fmt.Sprintf("s%d, ", j)
			}))
		})),
		"unknown keys":            one(service + nums(size/16, func(i int) string { return fmt.Sprintf("    k%07d: v\n", i) })),
		"unknown top keys":        one(service + nums(size/12, func(i int) string { return fmt.Sprintf("k%07d: v\n", i) })),
		"duplicate keys":          one(service + fill("    image: v\n")),
		"unset variables":         one(service + "    environment:\n" + nums(size/20, func(i int) string { return fmt.Sprintf("      - K=$V%07d\n", i) })),
		"bad variables":           one(service + "    environment:\n" + nums(size/20, func(i int) string { return fmt.Sprintf("      - K=${%07d\n", i) })),
		"bad ports":               one(service + "    ports:\n" + fill("    - a:b\n")),
		"port ranges":             one(service + "    ports:\n" + nums(size/30, func(i int) string { return fmt.Sprintf("    - 127.0.%d.%d:1-65535:1-65535\n", i/250, i%250) })),
		"port ranges of services": one("services:\n" + nums(size/60, func(i int) string { return fmt.Sprintf("  s%d: {image: a, ports: [\"1-60000:1-60000\"]}\n", i) })),
		"port ranges expose":      one(service + "    expose:\n" + fill("    - 1-65535\n")),
		"ports many":              one(service + "    ports:\n" + nums(size/18, func(i int) string { return fmt.Sprintf("    - \"%d:%d\"\n", i%65535+1, i/65535+1) })),
		"same ports":              one(service + "    ports:\n" + fill("    - 80:80\n")),
		"volumes many":            one(service + "    volumes:\n" + nums(size/18, func(i int) string { return fmt.Sprintf("    - ./a:/b%07d\n", i) })),
		"bad volumes":             one(service + "    volumes:\n" + fill("    - a::b:c:d\n")),
		"unknown volumes":         one(service + "    volumes:\n" + nums(size/18, func(i int) string { return fmt.Sprintf("    - a%07d:/b\n", i) })),
		"unknown networks":        one(service + "    networks:\n" + nums(size/15, func(i int) string { return fmt.Sprintf("    - a%07d\n", i) })),
		"unknown services":        one(service + "    depends_on:\n" + nums(size/15, func(i int) string { return fmt.Sprintf("    - a%07d\n", i) })),
		"links cycle": one("services:\n" + nums(200, func(i int) string {
			return fmt.Sprintf("  s%d:\n    image: a\n    links: [%s]\n", i, nums(100, func(j int) string { return fmt.Sprintf("s%d, ", (i+j)%200) }))
		})),
		"ports of addresses":    one(service + "    ports:\n" + nums(size/24, func(i int) string { return fmt.Sprintf("    - 1.%d.%d.%d:80:80\n", i%250, i/250%250, i/62500) })),
		"many services":         one("services:\n" + nums(size/24, func(i int) string { return fmt.Sprintf("  s%07d: {image: a}\n", i) })),
		"null services":         one("services:\n" + nums(size/12, func(i int) string { return fmt.Sprintf("  s%07d:\n", i) })),
		"many networks":         one(service + "networks:\n" + nums(size/12, func(i int) string { return fmt.Sprintf("  s%07d:\n", i) })),
		"environment 1MB":       one(service + "    environment:\n" + nums(size/16, func(i int) string { return fmt.Sprintf("      K%07d: v\n", i) })),
		"environment list same": one(service + "    environment:\n" + fill("      - A=b\n")),
		"labels long":           one(service + "    labels:\n      a: " + fill("b") + "\n"),
		"command quotes":        one(service + "    command: " + fill("'a' ") + "\n"),
		"command words":         one(service + "    command: " + fill("a ") + "\n"),
		"command unclosed":      one(service + "    command: '" + fill("\"") + "'\n"),
		"documents":             one(fill(service + "---\n")),
		"documents empty":       one(service + fill("---\n")),
		"documents resets":      one(fill(service + "    ports: !reset []\n---\n")),
		"resets":                one(service + "    environment:\n" + nums(size/24, func(i int) string { return fmt.Sprintf("      K%07d: !reset v\n", i) })),
		"extra hosts":           one(service + "    extra_hosts:\n" + fill("      - a="+strings.Repeat("1,", 20)+"\n")),
		"profiles":              one(service + "    profiles:\n" + nums(size/14, func(i int) string { return fmt.Sprintf("    - p%07d\n", i) })),
		"long key":              one(service + "    " + fill("k") + ": v\n"),
		"long name":             one("name: " + fill("k") + "\n" + service),
		"duration":              one(service + "    stop_grace_period: " + fill("1s") + "\n"),
		"size":                  one(service + "    mem_limit: " + fill("1") + "\n"),
		"number":                one(service + "    scale: " + fill("1") + "\n"),
		"ulimits":               one(service + "    ulimits:\n" + nums(size/18, func(i int) string { return fmt.Sprintf("      u%07d: 1\n", i) })),
		"path dots":             one(service + "    volumes: [\"./" + fill("../") + ":/a\"]\n"),
		"unclosed quote":        one(service + "    command: \"" + fill("a\n")),
		"tabs":                  one(service + fill("\tcommand: a\n")),
		"typos":                 one(service + fill("    imgae: a\n")),
		"long typo":             one(service + nums(size/1000, func(i int) string { return "    " + strings.Repeat("imgae", 200) + fmt.Sprint(i) + ": a\n" })),
		"anchors unused":        one(service + "x-a:\n" + nums(size/20, func(i int) string { return fmt.Sprintf("- &a%07d b\n", i) })),
		"anchors used":          one(service + "x-a:\n" + nums(size/30, func(i int) string { return fmt.Sprintf("- &a%07d b\n- *a%07d\n", i, i) })),
		"aliases under":         one("x-a: &a {b: c}\nx-b:\n" + fill("- *a\n") + service),
		"undefined aliases":     one("x-b:\n" + fill("- *a\n") + service),
		"unused volumes":        one(service + "volumes:\n" + nums(size/12, func(i int) string { return fmt.Sprintf("  s%07d:\n", i) })),
		"same host port":        one("services:\n" + nums(size/60, func(i int) string { return fmt.Sprintf("  s%07d: {image: a, ports: [\"80:80\"]}\n", i) })),
		"ignore comments":       one(service + fill("# composekit:ignore unused-volume because\n")),
	}
	return out
}

// composeFile is a project of one file.
func composeFile(text string) map[string]string { return map[string]string{"/p/compose.yaml": text} }

// numbered is a text n times, with the numbers from 0 on.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// fanOuts are projects of up to size bytes in which few bytes are read, copied or reported many times, by what they are about.
func fanOuts(size int) map[string]map[string]string {
	one := composeFile
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	service := "services:\n  web:\n    image: nginx\n"
	nums := numbered
	half, labels := size/2, nums(size/2/16, "      k%06d: v\n")
	env := nums(600, "K%d=$A\n")
	documents := func(format string, each int) map[string]string {
		var b strings.Builder
		n := min(size/1100, 900)
		for i := range n {
			var items strings.Builder
			for j := range each {
				fmt.Fprintf(&items, format, i*each+j)
			}
			b.WriteString("---\nservices: {a: {image: a, " + items.String() + "]}}\n")
		}
		return one(strings.ReplaceAll(b.String(), "a, , ", "a, "))
	}
	list := func(attribute, item string, each int) map[string]string {
		all := documents(item, each)
		all["/p/compose.yaml"] = strings.ReplaceAll(all["/p/compose.yaml"], "image: a, ", "image: a, "+attribute+": [")
		return all
	}
	return map[string]map[string]string{
		"labels of mappings":                   one(service + "    deploy:\n      labels:\n" + nums(size/20, "      - {a: %d}\n")),
		"numbers beyond":                       one(service + "    expose:\n" + nums(size/120, "    - 1"+strings.Repeat("0", 100)+"%06d\n")),
		"arguments unset":                      one(service + "    build:\n      args:\n" + nums(size/18, "        a%06d:\n")),
		"extends fan":                          one(service + "    labels:\n" + labels + nums(half/32, "  s%06d: {extends: web}\n")),
		"extends fan of a file":                {"/p/compose.yaml": "services:\n" + nums(half/64, "  s%06d: {extends: {file: b.yaml, service: web}}\n"), "/p/b.yaml": service + "    labels:\n" + labels},
		"hooks fan":                            one(service + "    labels:\n" + labels + "    pre_start:\n" + nums(half/32, "    - {command: \"%d\"}\n")),
		"aliases of variables in environments": one("x-e: &e\n" + nums(1000, "  k%d: $A\n") + "services:\n" + nums(min(size/60, 390), "  s%d: {image: a, environment: *e}\n")),
		"aliases merged":                       one("x-e: &e\n" + nums(1000, "  k%d: v\n") + "services:\n" + nums(min(size/60, 390), "  s%d: {image: a, environment: {<<: *e, a: b}}\n")),
		"aliases of ports":                     one("x-e: &e\n" + nums(2000, "- \"1%[1]d:%[1]d\"\n") + "services:\n" + nums(min(size/60, 190), "  s%d: {image: a, ports: *e}\n")),
		"aliases of volumes":                   one("x-e: &e\n" + nums(2000, "- ./a%[1]d:/a%[1]d\n") + "services:\n" + nums(min(size/60, 190), "  s%d: {image: a, volumes: *e}\n")),
		"aliases in documents":                 one(service + strings.Repeat("---\nx-a: &a ["+strings.Repeat("b, ", 100)+"]\nx-b: &b ["+strings.Repeat("*a, ", 50)+"]\nx-c: ["+strings.Repeat("*b, ", 50)+"]\n", min(size/1000, 900))),
		"documents environment":                list("environment", "K%d, ", 100),
		"documents volumes":                    list("volumes", "./a:/a%d, ", 60),
		"documents addresses":                  list("dns", "1.1.1.1%d, ", 80),
		"documents expose":                     list("expose", "%d, ", 120),
		"address pools":                        one(service + strings.Repeat("---\nnetworks: {a: {ipam: {config: ["+nums(half/30, "{subnet: 10.0.0.0/%d}, ")+"]}}}\n", 2)),
		"label file again":                     {"/p/compose.yaml": service + "    label_file:\n" + fill("    - e.env\n"), "/p/e.env": strings.ReplaceAll(env, "$", "")},
		"env file again":                       {"/p/compose.yaml": service + "    env_file:\n" + fill("    - e.env\n"), "/p/e.env": env},
		"env file of services":                 {"/p/compose.yaml": "services:\n" + nums(size/50, "  s%06d: {image: a, env_file: e.env}\n"), "/p/e.env": env},
		"env file of an include":               {"/p/compose.yaml": "include:\n- path: a.yaml\n  env_file:\n" + fill("  - e.env\n"), "/p/a.yaml": service, "/p/e.env": env},
		"variables of an env file":             {"/p/compose.yaml": service + "    env_file: e.env\n    dns_search: [" + nums(size/26, "$AB%06d, ") + "]\n", "/p/e.env": nums(size/26, "AB%06d=a\n")},
		"variables without spaces":             one(service + "    hostname: " + fill("$A") + "\n"),
		"variables in hashes":                  one(service + "    labels: [\"" + fill("$2y$05$A8aaaaaaaaaaaaaaaaa") + "\"]\n"),
		"hashes":                               one(service + "    labels:\n" + nums(size/46, "      %d: $2y$05$A8aaaaaaaaaaaaaaaaaaaaaa\n")),
		"commands cut":                         one("services:\n" + nums(size/50, "  s%d: {image: a, command: a && b}\n")),
		"variables required":                   one(service + "x-a: '" + fill("${A:?b}") + "'\n"),
		"conflict separators":                  one(service + fill("=======\n")),
		"conflicts":                            one(service + fill("<<<<<<< a\n=======\n>>>>>>> b\n")),
		"comments and returns":                 one(service + fill("# a\r") + "\n"),
		"lists in one line":                    one(fill("- : ")),
		"lists of keys":                        one(service + "x-a: " + fill("? ")),
		"ignored codes":                        one(service + "    # composekit:ignore " + fill("a,") + " b\n"),
		"control characters of a key":          one("services:\n  web:\n    image: x\n    " + strings.Repeat("a", size-5000) + strings.Repeat("\x1c", 900) + ": 1\n"),
		"long names":                           one("services:\n" + nums(size/2100, "  "+strings.Repeat("n", 1000)+"%[1]d: {image: a, depends_on: ["+strings.Repeat("n", 1000)+"x%[1]d]}\n")),
		"control characters":                   one(service + "x-a: " + fill("\x00") + "\n"),
		"services without services":            one(nums(size/28, "s%06d: \n  image: a\n  init: 1\n")),
		"services outdented":                   one("services:\n" + nums(size/20, "s%06d:\n  image: a\n")),
		"networks outdented":                   one("services:\n" + nums(size/80, "  a%06d:\n    image: a\n    networks:\n      n:\n      ipv4_address: 10.0.0.1\n")),
		"variables outdented":                  one(service + "    environment:\n" + nums(size/14, "    A%06d: 1\n")),
		"options outdented":                    one("services:\n" + nums(size/70, "  a%06d:\n    image: a\n    logging:\n      options:\n      max-size: 1\n")),
		"builds outdented":                     one("services:\n" + nums(size/70, "  a%06d:\n    build:\n    context: .\n    dockerfile: D\n    labels:\n    b: c\n")),
		"services out of reach":                one("services:\n" + nums(size/110, "  s%06d:\n    image: a\n    networks: [n%[1]d]\n    environment: [A=http://s%[1]d, B=http://s000000, C=redis://localhost]\n") + "networks:\n" + nums(size/110, "  n%d:\n")),
		"addresses in one value":               one(service + "    environment: {A: 'redis://" + fill("localhost:1,web:2,") + "'}\n  db: {image: a}\n"),
		"services in services":                 one("services:\n" + nums(size/40, "  a%06d: {image: a}\n") + "  web:\n    image: a\n" + nums(size/40, "    s%06d: {image: a}\n")),
		"sections among services":              one("services:\n" + nums(size/60, "  a%06d: {image: a}\n") + "  volumes:\n" + nums(size/60, "    v%06d: {driver: local}\n") + "  networks:\n" + nums(size/60, "    n%06d: {driver: bridge}\n")),
		"items in one text":                    one(service + "    expose: " + fill("80,") + "80\n"),
		"items in one quoted text":             one(service + "    cap_add: '" + fill("A,") + "A'\n"),
		"text in braces":                       one(service + "    environment: {A: {" + fill("a: b, ") + "}}\n"),
		"text in two braces":                   one("services:\n  web:\n    image: {{ " + fill("a") + " }}\n"),
		"texts in braces":                      one(service + "    labels:\n" + nums(size/30, "      k%d: {a: b, c: [d]}\n")),
		"quotes that end too early":            one("x-a: \"b\"" + fill("c\"") + "\n" + service),
		"values whose quotes end too early":    one(service + "x-a:\n" + nums(size/20, "- \"%d\"b\"\n")),
		"colons without spaces":                one(service + "    labels:\n" + nums(size/20, "      a%d:b\n")),
		"services of colons without spaces":    one("services:\n" + nums(size/40, "  s%d:\n    image:a\n    init:b\n")),
		"attributes beside a build":            one("services:\n  web:\n    build: .\n" + strings.Repeat("    dockerfile: a\n    target: b\n", size/40)),
		"builds with attributes beside":        one("services:\n" + nums(size/60, "  s%d:\n    build: .\n    dockerfile: a\n    target: b\n")),
		"options beside a driver":              one(service + "    logging:\n" + nums(size/20, "      k%d: v\n")),
		"drivers with options beside":          one("volumes:\n" + nums(size/40, "  v%d:\n    typ: a\n    dev: b\n")),
		"mounts without a type":                one(service + "    volumes:\n" + nums(size/40, "    - source: a\n      target: /b%d\n")),
		"aliases above their anchors":          one(service + "x-a: [" + nums(size/40, "*a%d, ") + "]\nx-b: [" + nums(size/40, "&a%d b, ") + "]\n"),
		"lines of a command":                   one(service + "    command: |\n" + fill("      npm a\n")),
		"lines of commands":                    one("services:\n" + nums(size/60, "  s%d:\n    image: a\n    command: |\n      a b\n      a c\n")),
		"watch rules in a list":                one(service + "    develop:\n" + nums(size/30, "    - {path: a%d, action: sync}\n")),
		"mounts of configs":                    one(service + "    configs:\n" + nums(size/30, "    - c:/a%d\n") + "configs: {c: {content: a}}\n"),
		"volumes with too many colons":         one(service + "    volumes:\n" + nums(size/30, "    - /a:/b%d:ro:z\n")),
		"a volume with too many colons":        one(service + "    volumes: ['/a:/b" + fill(":ro") + "']\n"),
		"escapes":                              one(service + "x-a: \"" + fill(`\q`) + "\"\n"),
	}
}

// unthoughtOf are projects of up to size bytes that reach for what is seldom thought of, by what they are about.
func unthoughtOf(size int) map[string]map[string]string {
	one := composeFile
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	service := "services:\n  web:\n    image: nginx\n"
	nums := numbered
	half := size / 2
	files := map[string]string{"/p/compose.yaml": "include:\n" + nums(size/90, "- %[1]d.yaml\n")}
	for i := range size / 90 {
		files[fmt.Sprintf("/p/%d.yaml", i)] = fmt.Sprintf("services: {s%d: {image: a, volumes: [./a:/a]}}", i)
	}
	levels := map[string]string{}
	for i := range 90 {
		name := fmt.Sprintf("/p/%d.yaml", i)
		if i == 0 {
			name = "/p/compose.yaml"
		}
		next := fmt.Sprintf("include: [%d.yaml]\n", i+1)
		if i == 89 {
			next = ""
		}
		levels[name] = next + fmt.Sprintf("services:\n  s%d_0: {image: a, labels: [a, b, c]}\n", i) + nums(min(90, size/3600), fmt.Sprintf("  s%d_%%[1]dx: {image: b}\n", i)) + nums(min(90, size/3600), fmt.Sprintf("  s%d_h%%[1]d: {extends: s%d_%%[1]dx}\n", i, i))
	}
	mounts := func(n int) string { return nums(n, "    - ./a:/%d\n") }
	return map[string]map[string]string{
		"extends fan of mounts":       one("services:\n  web:\n    image: a\n    volumes:\n" + mounts(20_000*size/1_000_000) + nums(12, "  s%06d: {extends: web}\n")),
		"extends fan of mounts added": one("services:\n  web:\n    image: a\n    volumes:\n" + mounts(20_000*size/1_000_000) + nums(12, "  s%06d: {extends: web, volumes: [./x:/x]}\n")),
		"extends fan of ports added":  one("services:\n  web:\n    image: a\n    ports:\n" + nums(9_000*size/1_000_000, "    - 1%04d\n") + nums(26, "  s%06d: {extends: web, ports: [99]}\n")),
		"aliases of services":         one("services:\n  web: &s\n    image: a\n    volumes:\n" + mounts(2000) + nums(min(size/60, 190), "  s%d: *s\n")),
		"aliases of watch rules":      one("x-i: &i [" + nums(1000, "a%d, ") + "]\nx-w: &w\n" + nums(20, "- {path: ./p%d, action: rebuild, ignore: *i}\n") + "services:\n" + nums(18, "  s%d: {build: ., develop: {watch: *w}}\n")),
		"aliases of dependencies":     one("x-d: &d [" + nums(1000, "s%d, ") + "]\nservices:\n" + nums(1000, "  s%d: {image: a}\n") + nums(min(size/60, 390), "  t%d: {image: a, depends_on: *d}\n")),
		"aliases of networks":         one("x-n: &n {" + nums(1000, "n%d: {priority: 1}, ") + "}\nservices:\n" + nums(min(size/60, 75), "  t%d: {image: a, networks: *n}\n") + "networks: {" + nums(1000, "n%d: , ") + "}\n"),
		"aliases of ulimits":          one("x-u: &u {" + nums(1000, "n%d: {soft: 1, hard: 2}, ") + "}\nservices:\n" + nums(min(size/60, 55), "  t%d: {image: a, ulimits: *u}\n")),
		"aliases of merged mounts":    one("x-v: &v\n" + nums(2000, "- ./a:/%d\n") + "x-s: &s {image: a, volumes: *v}\nservices:\n" + nums(min(size/60, 90), "  t%d: {<<: *s, restart: always}\n") + "---\nservices:\n" + nums(min(size/60, 90), "  t%d: {volumes: [./b:/b]}\n")),
		"resets of items":             one("x-a:\n" + nums(half/20, "- {a: %d}\n") + "---\nx-a:\n" + nums(half/20, "- !reset {b: %d}\n") + "---\n" + service),
		"ignore comments of services": one("services:\n" + nums(size/100, "  # composekit:ignore bad-port for %d\n  s%[1]d: {image: a}\n")),
		"profiles of ports": one("services:\n" + strings.Join(slices.Collect(func(yield func(string) bool) {
			for i := range size / 5000 {
				if !yield(fmt.Sprintf("  s%d: {image: a, ports: [80:80], profiles: [%s]}\n", i, strings.ReplaceAll(nums(500, "p%d_X, "), "X", fmt.Sprint(i)))) {
					return
				}
			}
		}), "")),
		"profiles of names":          one("services:\n" + nums(size/62, "  s%[1]d: {image: a, container_name: a, profiles: [p%[1]d]}\n")),
		"names of variables":         {"/p/compose.yaml": "include: [{path: a.yaml, env_file: e.env}]\n", "/p/a.yaml": service + "    command: [" + nums(half/20, "$AB%06d, ") + "]\n", "/p/e.env": nums(half/12, "AC%06d=a\n")},
		"ignored codes of a line":    one(service + "    command: [" + nums(half/10, "$A%06d, ") + "] # composekit:ignore " + strings.Repeat("a,", half/2) + " b\n"),
		"one line of attributes":     one("services: {web: {image: a, " + nums(size/14, "k%07d: v, ") + "}}\n"),
		"one line of duplicate keys": one("services: {web: {image: a}}\nx-a: {" + fill("k: v, ") + "}\n"),
		"one line of services":       one("services: {" + nums(size/32, "s%07d: {imgae: a, scale: x}, ") + "}\n"),
		"one line of ports":          one("services: {web: {image: a, ports: [" + nums(size/18, "\"%d:80:80:80\", ") + "]}}\n"),
		"options of providers":       one("services:\n" + nums(half/60, "  p%d: {provider: {type: awesome, options: {a: [b, c]}}}\n") + "  last:\n    provider:\n      type: a\n      options:\n" + nums(half/20, "        o%d: [a, b]\n")),
		"secrets of services":        one("x-s: &s\n" + nums(400, "- s%d\n") + "services:\n" + nums(min(size/60, 390), "  s%d: {image: a, secrets: *s, configs: *s}\n") + "secrets:\n" + nums(1000, "  s%d: {environment: A}\n") + "configs:\n" + nums(1000, "  s%d: {content: a}\n")),
		"merge keys of extensions":   one("x-0: &x\n" + nums(900, "  k%d: {a: b}\n") + "x-a:\n" + nums(half/50, "- {<<: [*x, *x, *x], own%d: a}\n") + service),
		"merge keys in each other":   one("x-0: &x0 {a: b}\n" + nums(min(size/40, 900), "x-a%[1]d: &y%[1]d {<<: *x0, k%[1]d: v}\n") + nums(min(size/40, 900), "x-b%[1]d: {<<: *y%[1]d, l: v}\n") + service),
		"label files missing":        one(service + "    label_file:\n" + nums(size/20, "    - l%d.labels\n")),
		"documents sixteen": one(strings.Repeat("---\nservices:\n  web:\n    image: a\n    expose:\n"+nums(half/16/13, "    - 1%d\n"), 1) + strings.Join(slices.Collect(func(yield func(string) bool) {
			for d := range 15 {
				if !yield("---\nservices:\n  web:\n    volumes:\n" + nums(size/16/18, fmt.Sprintf("    - ./a:/%d/%%d\n", d))) {
					return
				}
			}
		}), "")),
		"includes tiny":               files,
		"includes that extend":        levels,
		"one line of faults":          one("x-a: [" + fill("\"\\q\", ") + "]\n" + service),
		"one line of unset variables": one(service + "    command: [" + fill("$A, $B, ") + "]\n"),
		"comments":                    one(service + fill("#\n")),
		"comments between":            one("services:\n" + nums(size/30, "  s%06d: # a\n    image: a\n")),
		"returns":                     one(strings.ReplaceAll(service+"    environment:\n"+nums(size/18, "    - K%07d=v\n"), "\n", "\r\n")),
		"anchors on keys":             one(service + "x-a:\n" + nums(size/20, "  &a%[1]d k%[1]d: v\n")),
		"aliases as keys":             one(service + "x-a: &a k\nx-b:\n" + fill("- {*a : v}\n")),
		"tags on keys":                one(service + "x-a:\n" + nums(size/20, "  !!str k%d: v\n")),
		"tags on services":            one("services:\n" + nums(size/40, "  s%d: !override {image: a}\n")),
		"resets in documents":         one("services:\n" + nums(half/34, "  s%d: {image: a, labels: [a=b]}\n") + "---\nservices:\n" + nums(half/34, "  s%d: {labels: !reset []}\n")),
		"env file large of services":  {"/p/compose.yaml": "services:\n" + nums(half/50, "  s%06d: {image: a, env_file: e.env}\n"), "/p/e.env": nums(half/10, "K%d=a\n")},
		"env file large just under":   {"/p/compose.yaml": "services:\n" + nums(130*size/1_000_000, "  s%06d: {image: a, env_file: e.env}\n"), "/p/e.env": nums(half/10, "K%d=a\n")},
		"env file large and added":    {"/p/compose.yaml": "services:\n" + nums(120*size/1_000_000, "  s%06d: {image: a, env_file: e.env, environment: {A: b}}\n"), "/p/e.env": nums(half/10, "K%d=a\n")},
		"label file of services":      {"/p/compose.yaml": "services:\n" + nums(half/50, "  s%06d: {image: a, label_file: e.env}\n"), "/p/e.env": nums(half/10, "K%d=a\n")},
		"env file read anew":          {"/p/compose.yaml": "services:\n" + nums(half/70, "  s%[1]d: {image: a, env_file: e.env, environment: {A: %[1]d}}\n"), "/p/e.env": nums(half/14, "K%d=$A\n")},
		"dependencies optional":       one("services:\n" + nums(size/90, "  s%[1]d: {image: a, depends_on: {x%[1]d: {condition: service_healthy, required: false}}}\n")),
		"names alike":                 one("services:\n" + nums(size/60, "  service%[1]d: {image: a, depends_on: [servicf%[1]d]}\n")),
		"block scalars":               one(service + "x-a:\n" + nums(size/12, "- |%.0d2-\n   a\n")),
		"profiles of services":        one("services:\n" + nums(size/60, "  s%[1]d: {image: a, profiles: [p%[1]d], depends_on: [s0]}\n")),
	}
}

// longTexts are projects of up to size bytes that repeat long texts and names, or what follows from few characters, by what they are about.
func longTexts(size int) map[string]map[string]string {
	one := composeFile
	nums := numbered
	service := "services:\n  web:\n    image: nginx\n"
	// of are services that have a text of a third of the bytes by alias.
	of := func(text string, services int, attributes string) map[string]string {
		return one("x-a: &a \"" + strings.Repeat(text, size/3/len(text)) + "\"\nservices:\n" + nums(min(services, size/100), "  s%d: {image: a, "+attributes+"}\n"))
	}
	name := strings.Repeat("n", 4000)
	// ring are services in rings of 60, each of which has the next one by what format says.
	ring := func(format string) map[string]string {
		var b strings.Builder
		for i := range size / 70 {
			fmt.Fprintf(&b, "  s%d: {image: a, "+format+"}\n", i, i/60*60+(i+1)%60)
		}
		return one("services:\n" + b.String())
	}
	var nested strings.Builder
	for i := range size / 4200 {
		fmt.Fprintf(&nested, "%sx%d%s:\n", strings.Repeat(" ", i), i, name[:3900])
	}
	links := "x-d: &d [" + nums(size/1000, "s%d, ") + "]\nservices:\n" + nums(size/1000, "  s%d: {image: a}\n")
	// base is a file of which one service is inherited, and another one, with a long name, is not.
	base := func(attributes string) map[string]string {
		return map[string]string{"/p/compose.yaml": "services: {web: {extends: {file: b.yaml, service: web}}}\n",
			"/p/b.yaml": service + "  " + name + ":\n    image: a\n" + attributes}
	}
	return map[string]map[string]string{
		"dependencies of a long name in a base":        base("    depends_on:\n" + nums(size/35, "      s%d: {required: false}\n")),
		"dependencies of a long name in a base, wrong": base("    depends_on:\n" + nums(size/20, "      s%d: text\n")),
		"addresses of no host, twice":                  one(strings.Repeat("---\nservices: {web: {image: a, extra_hosts: {\"a:b\": ["+nums(size/20, "a%d, ")+"]}}}\n", 2)),
		"addresses of a long host, twice":              one(strings.Repeat("---\nservices: {web: {image: a, extra_hosts: {"+name+": ["+nums(size/20, "a%d, ")+"]}}}\n", 2)),
		"addresses of a host, twice":                   one(strings.Repeat("---\nservices: {web: {image: a, extra_hosts: {h: ["+nums(size/20, "a%d, ")+"]}}}\n", 2)),
		"mounts of a long name in a base":              base("    volumes:\n" + nums(size/20, "    - {target: /%d}\n")),
		"aliases of a long mount":                      of("a", 10_000, "volumes: [*a]"),
		"aliases of a long mount, fewer":               of("a", 70, "volumes: [*a]"),
		"aliases of a long command":                    of("a ", 10_000, "command: *a"),
		"aliases of a long command, fewer":             of("a ", 70, "command: *a"),
		"aliases of a long path":                       of("a/", 10_000, "build: *a, env_file: *a"),
		"aliases of a long name":                       of("a", 10_000, "depends_on: [*a], networks: [*a]"),
		"aliases of a long boolean":                    of("a", 10_000, "privileged: *a, scale: *a"),
		"aliases of long variables":                    one("x-a: &a \"${A:?" + strings.Repeat("b", size/3) + "}\"\nservices:\n" + nums(size/100, "  s%d: {image: *a}\n")),
		"extends fan of a long command":                one("services:\n  web:\n    image: a\n    command: " + strings.Repeat("a ", size/6) + "\n" + nums(size/100, "  s%d: {extends: web}\n")),
		"tags of a long prefix":                        one("%TAG !e! " + strings.Repeat("t", size/2) + "\n---\n" + service + "x-a:\n" + nums(size/30, "- !e!a b%d\n")),
		"paths of long keys":                           one(service + "x-a:\n" + strings.ReplaceAll(nested.String(), "x", " x") + strings.Repeat(" ", size/4200+2) + "a: [" + strings.Repeat("$A, ", 5000) + "]\n"),
		"long names and unknown ones":                  one("services:\n  " + name + ":\n    image: a\n    depends_on: [" + nums(size/14, "a%d, ") + "]\n"),
		"links by alias":                               one(links + nums(size*38/100_000, "  t%d: {image: a, links: *d}\n")),
		"shared volumes by alias":                      one(links + nums(size*38/100_000, "  t%d: {image: a, volumes_from: *d}\n")),
		"pairs of dependencies":                        one("services:\n" + nums(size/160, "  a%[1]d: {image: a, depends_on: [b%[1]d]}\n  b%[1]d: {image: a, depends_on: [a%[1]d]}\n")),
		"networks of a long project name":              one("name: " + strings.Repeat("p", size/2) + "\n" + service + "networks:\n" + nums(size/20, "  n%d:\n")),
		"networks of a project name just under":        one("name: " + name + "\n" + service + "networks:\n" + nums(size/10, "  n%d:\n")),
		"bare variables of services":                   one("services:\n" + nums(size/50, "  s%d: {image: a, environment: [LONG]}\n")),
		"arguments of builds":                          one("services:\n" + nums(size/50, "  s%d: {build: {args: [LONG]}}\n")),
		"mounts in a long directory":                   {"/p/compose.yaml": "include: [{path: a.yaml, project_directory: " + strings.Repeat("d", size/2) + "}]\n", "/p/a.yaml": service + "    volumes:\n" + nums(size/40, "    - ./a%d:/b%[1]d\n")},
		"mounts in a directory just under":             {"/p/compose.yaml": "include: [{path: a.yaml, project_directory: " + name + "}]\n", "/p/a.yaml": service + "    volumes:\n" + nums(size/20, "    - ./a%d:/b%[1]d\n")},
		"env files in a directory just under":          {"/p/compose.yaml": "include: [{path: a.yaml, project_directory: " + name + "}]\n", "/p/a.yaml": "services:\n" + nums(size/80, "  s%d: {image: a, env_file: [{path: e%[1]d.env, required: false}]}\n")},
		"services with x-develop":                      one("services:\n" + nums(size/60, "  s%d: {image: a, x-develop: {}}\n")),
		"services with what is passed over":            one("services:\n" + nums(size/60, "  s%d: {image: a, credential_spec: {}}\n")),
		"services that extend and reset":               one("services:\n  web: {image: a, init: true}\n" + nums(size/80, "  s%d: {extends: web, init: !reset }\n")),
		"included services that are reset":             {"/p/compose.yaml": "include: [b.yaml]\nservices:\n" + nums(size/80, "  s%d: {command: !reset }\n"), "/p/b.yaml": "services:\n" + nums(size/80, "  s%d: {image: a}\n")},
		"rings of extends":                             ring("extends: s%d"),
		"rings of dependencies":                        ring("depends_on: [s%d]"),
	}
}

func includeBomb(levels, width int) map[string]string {
	m := map[string]string{}
	for i := range levels {
		name := fmt.Sprintf("/p/%d.yaml", i)
		if i == 0 {
			name = "/p/compose.yaml"
		}
		text := "include:\n"
		for j := range width {
			text += fmt.Sprintf("- path: %d.yaml\n  project_directory: d%d\n", i+1, j)
		}
		m[name] = text + fmt.Sprintf("services:\n  s%d: {image: a}\n", i)
	}
	m[fmt.Sprintf("/p/%d.yaml", levels)] = "services:\n  last: {image: a}\n"
	return m
}

// allHostile are all these projects of up to size bytes.
func allHostile(size int) map[string]map[string]string {
	projects := hostileProjects(size)
	maps.Copy(projects, fanOuts(size))
	maps.Copy(projects, unthoughtOf(size))
	maps.Copy(projects, longTexts(size))
	return projects
}

// ordinaryProject is a project of size bytes that people could have written.
func ordinaryProject(size int) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `  app%d:
    image: registry.example.com/team/app%d:1.%d
    restart: unless-stopped
    ports: ["%d:8080"]
    environment:
      LOG_LEVEL: ${LOG_LEVEL:-info}
      DATABASE_URL: postgres://app@db/app%d
    volumes: ["./data/%d:/var/lib/app", "cache:/cache"]
    networks: [front]
`, i, i, i, i%60000+1, i, i)
	}
	b.WriteString("volumes: {cache: {}}\nnetworks: {front: {}}\n")
	return b.String()
}

// hostileVars are the variables that hostile projects are loaded with.
var hostileVars = source.Vars{"DOUBLE": strings.Repeat("ab", 10), "LONG": strings.Repeat("x", 10_000)}

// cost is what a load took, and what it found first.
type cost struct {
	time     time.Duration
	bytes    uint64
	findings int
	first    string
}

func costOf(t *testing.T, files map[string]string) cost {
	l := loader.Loader{FS: source.Map(files, source.Unix), Env: hostileVars}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := material.ProcessorTime()
	r, err := l.Load(context.Background(), "/p/compose.yaml")
	c := cost{time: material.ProcessorTime() - start}
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	c.bytes, c.findings = after.TotalAlloc-before.TotalAlloc, len(r.Diagnostics)
	if c.findings > 0 {
		c.first = r.Diagnostics[0].Code() + ": " + r.Diagnostics[0].Message
	}
	return c
}

// TestHostileProjects wants up to 1 MB of whatever to cost no more memory than a fixed ceiling, and not
// many times the time of a project as large that people could have written. With -v it prints
// what each costs, the worst last.
func TestHostileProjects(t *testing.T) {
	material.CountsMemory(t)
	const megabyte = 1_000_000
	size := megabyte
	if testing.Short() {
		size = 100_000
	}
	const most = 64
	more := map[string]int{
		// These are projects in order, or nearly so, of very many resources in very few characters: a service
		// takes 1.3 KB of the model, a mount or port 0.5 KB in the tree, a variable 43 bytes.
		"many services": 100, "comments between": 80,
		// Few characters stand for very many mounts or variables, which docker compose accepts, too: 250,000 inherited
		// nodes, a hundred containers that have the same large env file and a variable more.
		"extends fan of mounts added": 88, "env file large and added": 232,
	}
	ordinary := costOf(t, map[string]string{"/p/compose.yaml": ordinaryProject(megabyte)})
	t.Logf("ordinary: %.1f ms, %.1f MB", ordinary.time.Seconds()*1e3, float64(ordinary.bytes)/1e6)
	type row struct {
		name string
		cost
	}
	var rows []row
	projects := allHostile(size)
	for _, name := range material.Sample(slices.Sorted(maps.Keys(projects))) {
		files := projects[name]
		c := costOf(t, files)
		ceiling := most
		if m, ok := more[name]; ok {
			ceiling = m
			if size == megabyte && c.bytes < most<<20 && c.bytes < uint64(m)<<20*3/4 {
				t.Errorf("%s: %d bytes are no reason for an exception", name, c.bytes)
			}
		}
		if c.bytes > uint64(ceiling)<<20 {
			t.Errorf("%s: %d bytes allocated, of at most %d MiB", name, c.bytes, ceiling)
		}
		const times = 30 // the square of anything would take thousands
		for range 3 {
			if c.time < times*ordinary.time {
				break
			}
			ordinary.time = max(ordinary.time, costOf(t, map[string]string{"/p/compose.yaml": ordinaryProject(megabyte)}).time)
			c.time = min(c.time, costOf(t, files).time)
		}
		if c.time > times*ordinary.time {
			t.Errorf("%s: %v, and an ordinary project takes %v", name, c.time, ordinary.time)
		}
		rows = append(rows, row{name, c})
	}
	slices.SortFunc(rows, func(a, b row) int { return int(a.time - b.time) })
	for _, r := range rows {
		t.Logf("%-26s %8.1f ms %7.1f MB %5d findings  %.90s", r.name, r.time.Seconds()*1e3, float64(r.bytes)/1e6, r.findings, r.first)
	}
}

// shows are the forms in which findings are shown.
var shows = map[string]func(io.Writer, diag.List) error{
	"text":   func(w io.Writer, list diag.List) error { return diag.Render(w, list, diag.RenderOptions{}) },
	"line":   func(w io.Writer, list diag.List) error { return diag.RenderLines(w, list, diag.RenderOptions{}) },
	"json":   func(w io.Writer, list diag.List) error { return diag.RenderJSON(w, list, diag.RenderOptions{}) },
	"sarif":  func(w io.Writer, list diag.List) error { return diag.RenderSARIF(w, list, diag.SARIFOptions{}) },
	"github": func(w io.Writer, list diag.List) error { return diag.RenderGitHub(w, list, diag.RenderOptions{}) },
}

// TestHostileFindingsShown wants what is shown of findings, in each form, to grow with their number, and not with what
// they are about: neither in bytes written nor in bytes allocated. With -v it prints what the slowest cost, the worst last.
func TestHostileFindingsShown(t *testing.T) {
	material.CountsMemory(t)
	size := 1_000_000
	if testing.Short() {
		size = 100_000
	}
	const written, allocated, once = 8 << 10, 40 << 10, 8 << 20 // for each finding and each label, and for where the lines of files begin
	type row struct {
		text string
		time time.Duration
	}
	var rows []row
	projects := allHostile(size)
	for _, name := range material.Sample(slices.Sorted(maps.Keys(projects))) {
		files := projects[name]
		l := loader.Loader{FS: source.Map(files, source.Unix), Env: hostileVars}
		r, err := l.Load(context.Background(), "/p/compose.yaml")
		if err != nil {
			t.Fatal(err)
		}
		places := len(r.Diagnostics)
		for _, d := range r.Diagnostics {
			places += len(d.Labels)
		}
		for form, show := range shows {
			var out counted
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := material.ProcessorTime()
			if err := show(&out, r.Diagnostics); err != nil {
				t.Fatal(err)
			}
			took := material.ProcessorTime() - start
			runtime.ReadMemStats(&after)
			n, bytes := places+1, after.TotalAlloc-before.TotalAlloc
			if int(out) > n*written {
				t.Errorf("%s as %s: %d findings have %d bytes", name, form, n, out)
			}
			if int(bytes) > n*allocated+once {
				t.Errorf("%s as %s: %d findings take %d bytes of memory", name, form, n, bytes)
			}
			rows = append(rows, row{fmt.Sprintf("%-26s %-6s %8.1f ms %7.1f MB %5d findings %7.2f MB written", name, form,
				took.Seconds()*1e3, float64(bytes)/1e6, len(r.Diagnostics), float64(out)/1e6), took})
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return int(a.time - b.time) })
	for _, r := range rows[max(0, len(rows)-20):] {
		t.Log(r.text)
	}
}

// counted counts what is written.
type counted int

func (c *counted) Write(p []byte) (int, error) {
	*c += counted(len(p))
	return len(p), nil
}

// TestHostileFindings wants each load of a project to find the same, also where not all that is wrong with it is told.
func TestHostileFindings(t *testing.T) {
	projects := allHostile(10_000)
	for _, name := range material.Sample(slices.Sorted(maps.Keys(projects))) {
		files := projects[name]
		l := loader.Loader{FS: source.Map(files, source.Unix), Env: hostileVars, Limits: loader.Limits{Findings: 7}}
		found := func() (out []string) {
			r, err := l.Load(context.Background(), "/p/compose.yaml")
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range r.Diagnostics {
				out = append(out, fmt.Sprintln(d.Span.Start, d.Code(), d.Message, d.Path, d.Help))
			}
			return out
		}
		if first, again := found(), found(); !slices.Equal(first, again) {
			t.Errorf("%s: first %q, and then %q", name, first, again)
		}
	}
}

// BenchmarkHostileProjects is for profiles of one kind: -bench 'HostileProjects/aliases_of_ports'.
func BenchmarkHostileProjects(b *testing.B) {
	projects := allHostile(1_000_000)
	for _, name := range slices.Sorted(maps.Keys(projects)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			l := loader.Loader{FS: source.Map(projects[name], source.Unix), Env: hostileVars}
			for b.Loop() {
				if _, err := l.Load(context.Background(), "/p/compose.yaml"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
