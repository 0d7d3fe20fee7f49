package merge

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/override"
	"github.com/google/go-cmp/cmp"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/internal/material"
	"github.com/composekit/composekit/internal/material/plain"
	"github.com/composekit/composekit/schema"
	"github.com/composekit/composekit/syntax"
)

func serviceType() *schema.Type { return schema.Compose().Child("services").Values }

func TestExtendAgreesWithReference(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	names := attributes()
	slices.Sort(names)
	for range material.Tries(2000) {
		body := func() string {
			var b strings.Builder
			for _, i := range r.Perm(len(names))[:1+r.Intn(5)] {
				values := vocabulary[names[i]]
				fmt.Fprintf(&b, "%s: %s\n", names[i], values[r.Intn(len(values))])
			}
			return b.String() + "x-k: 1\n"
		}
		base, over := body(), "extends: {service: base}\n"+body()
		c := &schema.Context{Build: &syntax.Builder{}, Diags: &diag.List{}}
		from, want := parse(t, base), decode(t, base)
		got, list := (&Merger{Build: c.Build}).Extend(from, parse(t, over), serviceType())
		ref, err := override.ExtendService(want, decode(t, over))
		if (err != nil) != list.HasErrors() {
			t.Fatalf("the reference says %v, we say %v\n%s---\n%s", err, list, base, over)
		}
		if err != nil {
			continue
		}
		delete(ref, "extends")
		if d := cmp.Diff(plain.Basic(ref), plain.Tree(t, got)); d != "" {
			t.Fatalf("(- reference, + ours)\n%s\n%s---\n%s", d, base, over)
		}
	}
}

// why is the way that a value came about, latest step first.
func why(n *syntax.Node) string {
	var steps []string
	for ; n != nil; n = n.Prev {
		s := [...]string{"written", "aliased", "merge key", "interpolated", "cast", "overrode", "long form", "defaulted", "extended", "included", "resolved", "normalised"}[n.How]
		if n.Kind == syntax.Scalar {
			s += " " + n.Value()
		}
		if b := n.Base(); b != nil {
			s += " (over " + why(b) + ")"
		}
		steps = append(steps, s)
	}
	return strings.Join(steps, " < ")
}

func get(n *syntax.Node, path ...string) *syntax.Node {
	for _, name := range path {
		if n.Kind == syntax.Sequence {
			n = n.Items()[0]
		}
		n = n.Get(name)
	}
	return n
}

func TestWhyAValueIsHere(t *testing.T) {
	model := load(t,
		"services: {web: {image: a, build: dir, environment: {A: b}, depends_on: [db], ports: [\"80:81\"], secrets: [s]}}",
		"services: {web: {image: c, environment: {A: d}}}",
		"services: {web: {image: e}}")
	web := get(model, "services", "web")
	for _, test := range []struct {
		n    *syntax.Node
		want string
	}{
		{get(web, "image"), "overrode e (over overrode c (over written a) < written c) < written e"},
		{get(web, "build", "context"), "long form dir < written dir"},
		{get(web, "environment").Items()[0], "overrode A=d (over long form A=b < written b) < long form A=d < written d"},
		{get(web, "ports", "published"), "long form 80 < written 80:81"},
		{get(web, "ports", "protocol"), "defaulted tcp < written 80:81"},
		{get(web, "depends_on", "db", "condition"), "defaulted service_started < written db"},
		{get(web, "secrets", "source"), "long form s < written s"},
	} {
		if got := why(test.n); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	if got := get(web, "secrets", "target"); got.How != syntax.Defaulted || got.Prev.How != syntax.LongForm {
		t.Errorf("the default target of a secret is here because %s", why(got))
	}
}

func TestInheritedAttributes(t *testing.T) {
	var b syntax.Builder
	got, _ := (&Merger{Build: &b}).Extend(parse(t, "{image: a, labels: {x: y}, init: true}"), parse(t, "{extends: base, image: c, labels: {z: w}}"), serviceType())
	if got.Get("extends") != nil {
		t.Error("extends is still there")
	}
	if s := why(got.Get("init")); s != "extended true < written true" {
		t.Errorf("init is here because %s", s)
	}
	if s := why(got.Get("image")); s != "overrode c (over extended a < written a) < written c" {
		t.Errorf("image is here because %s", s)
	}
}

func TestWhereAnHeirDoesNotFit(t *testing.T) {
	var b syntax.Builder
	_, list := (&Merger{Build: &b}).Extend(parse(t, "{cap_drop: [ALL]}"), parse(t, "{cap_drop: 1}"), serviceType(), "services", "web")
	if len(list) != 1 || list[0].Path != "services.web.cap_drop" {
		t.Errorf("got %v, want a finding about services.web.cap_drop", list)
	}
}

// What cannot override is called by its kind, in words and as a fact.
func TestKindsThatCannotOverride(t *testing.T) {
	for value, want := range map[string]string{
		"[d]":        "a list cannot override a mapping (sequence)",
		"d":          "a string cannot override a mapping (string)",
		"'1'":        "a string cannot override a mapping (string)",
		"1":          "a number cannot override a mapping (int)",
		"1.5":        "a number cannot override a mapping (float)",
		"true":       "true or false cannot override a mapping (bool)",
		"2020-01-01": "a date cannot override a mapping (date)",
	} {
		_, list := Merge(&syntax.Builder{}, parse(t, "{x-a: {b: c}}"), parse(t, "{x-a: "+value+"}"), schema.Compose())
		if len(list) != 1 || list[0].Message+" ("+list[0].Fact("kind")+")" != want {
			t.Errorf("%s: got %v, want %s", value, list, want)
		}
	}
	_, list := Merge(&syntax.Builder{}, parse(t, "{x-a: [b]}"), parse(t, "{x-a: {c: d}}"), schema.Compose())
	if len(list) != 1 || list[0].Message != "a mapping cannot override a list" {
		t.Errorf("got %v", list)
	}
}

func TestEqual(t *testing.T) {
	values := parse(t, "[80, 0x50, '80', 80.0, 8e1, true, TRUE, 'true', null, ~, '', [1, 2], [2, 1], {a: 1, b: [x]}, {b: [x], a: 1}, {a: 1}]").Items()
	same := [][]int{{0, 1}, {2}, {3, 4}, {5, 6}, {7}, {8, 9}, {10}, {11}, {12}, {13, 14}, {15}}
	group := map[int]int{}
	for g, members := range same {
		for _, i := range members {
			group[i] = g
		}
	}
	hash := newHashes()
	for i, a := range values {
		for j, b := range values {
			if got := Equal(a, b); got != (group[i] == group[j]) {
				t.Errorf("Equal(value %d, value %d) = %v", i, j, got)
			}
			if Equal(a, b) && hash.of(a) != hash.of(b) {
				t.Errorf("values %d and %d are equal and have different hashes", i, j)
			}
		}
	}
}

func TestLongListsKeepNoDuplicates(t *testing.T) {
	list := func(from, to int) string {
		var items []string
		for i := from; i < to; i++ {
			items = append(items, fmt.Sprintf("o%d", i))
		}
		return fmt.Sprintf("services: {web: {security_opt: [%s], cap_add: [%[1]s]}}", strings.Join(items, ", "))
	}
	agree(t, list(0, 100), list(50, 150), list(0, 150))
	if got := load(t, list(0, 100), list(50, 150)); get(got, "services", "web", "security_opt").Len() != 150 {
		t.Error("a list does not hold each item once")
	}
}

func manyServices(n int) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, "  s%d:\n    image: i\n    ports: ['80%02d:80', '9000']\n    volumes: ['data:/d', './s:/e:ro']\n    environment: [A=b, C=d]\n    depends_on: [x]\n    build: .\n", i, i%100)
	}
	return b.String()
}

func TestUntouchedServicesAreShared(t *testing.T) {
	var list diag.List
	c := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
	root := schema.Compose()
	base := Canonical(c, parse(t, manyServices(50)), root)
	merged, _ := Merge(c.Build, base, parse(t, "services: {s7: {ports: ['1:1']}}"), root)
	merged = Canonical(c, Unique(c, merged, root), root)
	for i, p := range get(merged, "services").Pairs() {
		was := get(base, "services").Pairs()[i]
		if shared := p.Value == was.Value; shared != (p.Name() != "s7") {
			t.Errorf("service %s shared: %v", p.Name(), shared)
		}
	}
	if got := get(merged, "services", "s7", "ports").Len(); got != 3 {
		t.Errorf("s7 has %d ports, want 3", got)
	}
}

func TestStagesWithNothingToDoAllocateNothing(t *testing.T) {
	var list diag.List
	c := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
	root := schema.Compose()
	written := parse(t, manyServices(50))
	model := Defaults(c, Canonical(c, written, root), root)
	model = Canonical(c, model, root)
	few := map[string]float64{"merge of itself": 12} // its working memory, however many services
	for name, stage := range map[string]func() *syntax.Node{
		"merge of itself": func() *syntax.Node { n, _ := Merge(c.Build, model, model, root); return n },
		"unique":          func() *syntax.Node { return Unique(c, model, root) },
		"canonical":       func() *syntax.Node { return Canonical(c, model, root) },
		"defaults":        func() *syntax.Node { return Defaults(c, model, root) },
		"aliases":         func() *syntax.Node { n, _ := PromoteAliases(c.Build, model); return n },
		"resets":          func() *syntax.Node { n, _, _ := CollectResets(c.Build, model); return n },
		"no resets":       func() *syntax.Node { return Resets{}.Apply(c, model, root) },
	} {
		if stage() != model {
			t.Errorf("%s changed the tree", name)
		}
		if n := testing.AllocsPerRun(10, func() { stage() }); n > few[name] {
			t.Errorf("%s allocates %.0f times", name, n)
		}
	}
}

func TestAllocationsPerService(t *testing.T) {
	root := schema.Compose()
	written := parse(t, manyServices(200))
	over := parse(t, strings.ReplaceAll(manyServices(200), ":80'", ":81'"))
	stage := func(model *syntax.Node) *syntax.Node {
		var list diag.List
		c := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
		return Defaults(c, Canonical(c, Unique(c, model, root), root), root)
	}
	model := stage(written)
	canonical := testing.AllocsPerRun(5, func() { stage(written) }) / 200
	merging := testing.AllocsPerRun(5, func() { Merge(&syntax.Builder{}, model, over, root) }) / 200
	t.Logf("allocations per service: canonical %.1f, merge %.1f", canonical, merging)
	if canonical > 12 || merging > 16 {
		t.Errorf("allocations per service: canonical %.1f, merge %.1f", canonical, merging)
	}
}

func FuzzDocuments(f *testing.F) {
	r := rand.New(rand.NewSource(5))
	names := attributes()
	slices.Sort(names)
	for range 50 {
		f.Add(document(r, names), document(r, names))
	}
	f.Add("services: {a: !reset []}", "a: &x {<<: {b: !override c}}")
	f.Fuzz(func(t *testing.T, base, over string) {
		c := &schema.Context{Build: &syntax.Builder{}, Diags: &diag.List{}}
		var model *syntax.Node
		for _, text := range []string{base, over} {
			doc := parseAny(text)
			if doc == nil {
				return
			}
			doc, resets, _ := CollectResets(c.Build, doc)
			doc, _ = PromoteAliases(c.Build, doc)
			model = resets.Apply(c, model, schema.Compose())
			model, _ = Merge(c.Build, model, doc, schema.Compose())
			model = Canonical(c, Unique(c, model, schema.Compose()), schema.Compose())
			if model != nil && Canonical(c, model, schema.Compose()) != model && model.Kind != syntax.Scalar {
				t.Error("a canonical tree is made canonical again")
			}
		}
		model = Defaults(c, model, schema.Compose())
		if again := Defaults(c, model, schema.Compose()); again != model {
			t.Error("defaults are added twice")
		}
	})
}

func BenchmarkStages(b *testing.B) {
	written := parse(b, manyServices(200))
	over := parse(b, strings.ReplaceAll(manyServices(200), ":80'", ":81'"))
	root := schema.Compose()
	for b.Loop() {
		var list diag.List
		c := &schema.Context{Build: &syntax.Builder{}, Diags: &list}
		model := Canonical(c, Unique(c, written, root), root)
		model, _ = Merge(c.Build, model, over, root)
		Defaults(c, Canonical(c, Unique(c, model, root), root), root)
	}
}

func BenchmarkReference(b *testing.B) {
	base := manyServices(200)
	over := strings.ReplaceAll(base, ":80'", ":81'")
	for b.Loop() {
		b.StopTimer()
		model, next := decode(b, base), decode(b, over)
		b.StartTimer()
		model, _ = referenceStage(model)
		model, err := override.Merge(model, next)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := referenceStage(model); err != nil {
			b.Fatal(err)
		}
	}
}

// Address pools take over the addresses of others: of very many, those before stay.
func TestManyAddressesOfPools(t *testing.T) {
	pools := func(n, each int) string {
		var b strings.Builder
		b.WriteString("networks: {a: {ipam: {config: [")
		for i := range n {
			fmt.Fprintf(&b, "{subnet: 10.%d.0.0/16, aux_addresses: {", i)
			for k := range each {
				fmt.Fprintf(&b, "h%d-%d: 10.%d.0.%d, ", i, k, i, k)
			}
			b.WriteString("}}, ")
		}
		return b.String() + "]}}}"
	}
	unnamed := "networks: {a: {ipam: {config: [" + strings.Repeat("{gateway: 10.0.0.1}, ", 100) + "]}}}"
	for each, refused := range map[int]bool{1: false, 100: true} {
		var b syntax.Builder
		base, over := parse(t, unnamed), parse(t, pools(10, each))
		got, found := Merge(&b, base, over, schema.Compose())
		if found.HasErrors() != refused || refused != (got == base) {
			t.Errorf("pools of %d addresses each: %v", each, found)
		}
	}
}

// Each address pool is compared with each: of very many, those before stay.
func TestManyAddressPools(t *testing.T) {
	list := func(n int) string {
		var b strings.Builder
		b.WriteString("networks: {a: {ipam: {config: [")
		for i := range n {
			fmt.Fprintf(&b, "{subnet: 10.0.%d.%d/32}, ", i/256, i%256)
		}
		return b.String() + "]}}}"
	}
	for n, refused := range map[int]bool{100: false, 101: true} {
		var b syntax.Builder
		base, over := parse(t, list(100)), parse(t, list(n))
		got, found := Merge(&b, base, over, schema.Compose())
		if found.HasErrors() != refused || refused != (got == base) {
			t.Errorf("%d pools over 100: %v", n, found)
		}
	}
}
