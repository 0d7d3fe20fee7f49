package progress

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/cmd/composekit/internal/screen"
)

// story is what happens in a small up.
var story = []Event{
	{ID: "Network shop_default", Text: "Creating"},
	{ID: "Network shop_default", Text: "Created", Status: Done},
	{ID: "Container shop-web-1", Text: "Creating"},
	{ID: "Container shop-web-1", Text: "Error", Details: "no such image", Status: Failed},
}

func tell(d Display) {
	d.Begin("up")
	for _, e := range story {
		d.On(e)
	}
	d.End()
}

// TestPlain has the lines as docker compose writes them, with a space at both ends.
func TestPlain(t *testing.T) {
	var b bytes.Buffer
	tell(Plain(&b, false))
	want := " Network shop_default Creating \n Network shop_default Created \n Container shop-web-1 Creating \n" +
		" Container shop-web-1 Error no such image\n"
	if b.String() != want {
		t.Errorf("%q\nwant %q", b.String(), want)
	}
	b.Reset()
	Plain(&b, true).On(story[0])
	if want := " DRY-RUN MODE -  Network shop_default Creating \n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	d := JSON(&b, false)
	tell(d)
	d.On(Event{ID: "abc", Parent: "Image x", Text: "Downloading", Current: 25, Total: 50})
	want := `{"id":"Network shop_default","status":"Working","text":"Creating"}
{"id":"Network shop_default","status":"Done","text":"Created"}
{"id":"Container shop-web-1","status":"Working","text":"Creating"}
{"id":"Container shop-web-1","status":"Error","text":"Error","details":"no such image"}
{"id":"abc","parent_id":"Image x","status":"Working","text":"Downloading","current":25,"total":50,"percent":50}
`
	if b.String() != want {
		t.Errorf("%s\nwant %s", b.String(), want)
	}
}

func TestQuiet(*testing.T) { tell(Quiet()) }

// TestLayout shows the block of a terminal at a moment: parts within their image, what takes how long, and what
// does not fit.
func TestLayout(t *testing.T) {
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var k tasks
	k.apply(Event{ID: "Image nginx", Text: "Pulling"}, start)
	k.apply(Event{ID: "l1", Parent: "Image nginx", Text: "Downloading", Current: 500, Total: 1000}, start)
	k.apply(Event{ID: "l1", Parent: "Image nginx", Text: "Downloading", Current: 400, Total: 1000}, start) // late
	k.apply(Event{ID: "l1", Parent: "Image other", Text: "Waiting"}, start)                                // shared
	k.apply(Event{ID: "l2", Parent: "Image nginx", Text: "Pull complete", Status: Done, Current: 1000, Total: 1000}, start)
	k.apply(Event{ID: "Network shop_default", Text: "Creating"}, start)
	k.apply(Event{ID: "Network shop_default", Text: "Created", Status: Done}, start.Add(300*time.Millisecond))
	k.apply(Event{ID: "Container shop-web-1", Text: "Error", Details: strings.Repeat("very long ", 20), Status: Failed}, start)
	now := start.Add(1200 * time.Millisecond)

	for _, c := range []struct {
		name string
		o    layout
		want string
	}{
		{"wide", layout{width: 90, height: 20, now: now}, `[+] up 3/5
 ⠹ Image nginx [⣤⣿]   1.5kB / 2kB     Pulling                                         1.2s
 ✔ Network shop_default               Created                                         0.3s
 ✘ Container shop-web-1               Error very long very long very long very lon... 0.0s
`},
		{"narrow", layout{width: 40, height: 20, now: now}, `[+] up 3/5
 ⠹ Image ng... Pulling              1.2s
 ✔ Network ... Created              0.3s
 ✘ Containe... Error very long v... 0.0s
`},
		{"low", layout{width: 60, height: 4, now: now}, `[+] up 3/5
 ⠹ Image nginx [⣤⣿] Pulling                             1.2s
 ... 2 more
`},
		{"dry run", layout{width: 70, height: 20, now: now, dryRun: true}, `[+] up 3/5
 ⠹ DRY-RUN MODE -  Image nginx [⣤⣿]     Pulling                   1.2s
 ✔ DRY-RUN MODE -  Network shop_default Created                   0.3s
 ✘ DRY-RUN MODE -  Container shop-web-1 Error very long very l... 0.0s
`},
	} {
		lines := k.layout("up", c.o)
		if got := strings.Join(lines, "\n") + "\n"; got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	for width := 1; width < 100; width++ {
		for _, line := range k.layout("up", layout{width: width, height: 3, now: now}) {
			if n := columns(line); n > width {
				t.Fatalf("a line of %d in a terminal of %d: %q", n, width, line)
			}
		}
	}
}

// TestLayoutOfOddTexts: texts of builds and of engines may have wide characters, tabs and what moves the cursor. No line is
// wider than the terminal, and the times stand below each other.
func TestLayoutOfOddTexts(t *testing.T) {
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var k tasks
	k.apply(Event{ID: "Image a", Text: "Building", Details: "#7 ✅ 测试通过\t\x1b[2J好"}, start)
	k.apply(Event{ID: "Image b", Text: "Building", Details: "e\u0301te\u0301 \x07\u202e"}, start)
	k.apply(Event{ID: "Image 图\r\n", Text: "Built", Status: Done}, start)
	for _, c := range []struct {
		width int
		want  string
	}{
		{60, `[+] up 1/3
 ⠋ Image a    Building #7 ✅ 测试通过 ␛[2J好            0.0s
 ⠋ Image b    Building e\u0301te\u0301 ␇\uFFFD                           0.0s
 ✔ Image 图   Built                                     0.0s
`},
		{40, `[+] up 1/3
 ⠋ Image a    Building #7 ✅ 测...  0.0s
 ⠋ Image b    Building e\u0301te\u0301 ␇\uFFFD       0.0s
 ✔ Image 图   Built                 0.0s
`},
	} {
		lines := k.layout("up", layout{width: c.width, height: 20, now: start})
		got := strings.NewReplacer("\u0301", `\u0301`, "\uFFFD", `\uFFFD`).Replace(strings.Join(lines, "\n") + "\n")
		if got != c.want {
			t.Errorf("%d:\n%s\nwant\n%s", c.width, got, c.want)
		}
	}
	for width := range 100 {
		for i, line := range k.layout("up", layout{width: width, height: 20, now: start}) {
			if n := columns(line); n > width || width > 30 && i > 0 && n != width {
				t.Fatalf("a line of %d columns in a terminal of %d: %q", n, width, line)
			}
		}
	}
}

// TestTerminal looks at a terminal that is painted over: the end of the story is what stays.
func TestTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		d := &Terminal{W: &b, Size: func() (int, int) { return 60, 10 }, Now: time.Now}
		d.Begin("up")
		d.On(story[0])
		time.Sleep(3 * tick)
		synctest.Wait()
		d.On(story[1])
		d.On(story[2])
		time.Sleep(3 * tick)
		d.On(story[3])
		d.End()
		d.On(Event{ID: "Container shop-web-1", Text: "Stopping"})
		want := []string{
			"[+] up 2/2",
			" ✔ Network shop_default Created                         0.3s",
			" ✘ Container shop-web-1 Error no such image             0.3s",
			"Container shop-web-1 Stopping",
		}
		if got := screen.Of(b.String()); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("the screen is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestTerminalAttached: starts are not shown where logs follow, unless starting is the command.
func TestTerminalAttached(t *testing.T) {
	for operation, want := range map[string]int{"up": 0, "start": 1} {
		d := &Terminal{W: new(bytes.Buffer), Size: func() (int, int) { return 60, 10 }, Now: time.Now, Attached: true}
		d.Begin(operation)
		d.On(Event{ID: "Container x", Text: "Starting"})
		d.End()
		if len(d.tasks.all) != want {
			t.Errorf("%s shows %d starts, want %d", operation, len(d.tasks.all), want)
		}
	}
}
