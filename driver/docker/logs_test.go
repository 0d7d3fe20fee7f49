package docker

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/composekit/composekit/driver"
)

// entry is an entry of a log as an engine sends it: standard output, with its time.
func entry(second int, text string) []byte {
	text = fmt.Sprintf("2024-05-06T07:08:%02d.000000000Z %s\n", second, text)
	head := make([]byte, 8)
	head[0] = 1
	binary.BigEndian.PutUint32(head[4:], uint32(len(text)))
	return append(head, text...)
}

// TestFollowToTheEnd: an engine ends the stream of a container that ends before it has sent all that the container has
// written. The rest comes all the same, and nothing twice.
func TestFollowToTheEnd(t *testing.T) {
	log := [][]byte{entry(1, "a"), entry(2, "b"), entry(2, "c"), entry(2, "d"), entry(3, "e")}
	for _, test := range []struct {
		name   string
		opt    driver.LogOptions
		early  int  // entries that the stream has
		again  bool // the container runs again
		since  string
		until  string
		asked  int
		want   string
		status string
	}{
		{name: "cut", opt: driver.LogOptions{Follow: true}, early: 3, since: "1714979282.000000000", asked: 2, want: "a b c d e"},
		{name: "complete", opt: driver.LogOptions{Follow: true}, early: 5, since: "1714979283.000000000", asked: 2, want: "a b c d e"},
		{name: "nothing yet", opt: driver.LogOptions{Follow: true}, asked: 2, want: "a b c d e"},
		{name: "nothing of a tail", opt: driver.LogOptions{Follow: true, Tail: new(int)}, asked: 1, want: ""},
		{name: "runs again", opt: driver.LogOptions{Follow: true}, early: 2, again: true, since: "1714979282.000000000", until: "1714979299.000000000", asked: 2, want: "a b c d e"},
		{name: "not followed", early: 3, asked: 1, want: "a b c"},
		{name: "ended before", opt: driver.LogOptions{Follow: true}, early: 5, status: "exited", asked: 1, want: "a b c d e"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			engine := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				switch {
				case strings.HasSuffix(r.URL.Path, "/json"):
					running, started := test.status == "" && asked == 0 || test.again, "2024-05-06T07:08:00Z"
					if asked > 0 && test.again {
						started = "2024-05-06T07:08:19Z"
					}
					fmt.Fprintf(w, `{"Id":"x","Name":"/x","Config":{},"State":{"Running":%t,"StartedAt":%q}}`, running, started)
				case strings.HasSuffix(r.URL.Path, "/logs"):
					if asked++; asked == 1 {
						w.Write(slices.Concat(log[:test.early]...))
						return
					}
					if q.Get("since") != test.since || q.Get("until") != test.until || q.Get("follow") != "" || q.Get("tail") != "" {
						t.Errorf("asked for was %s", r.URL.RawQuery)
					}
					for i, e := range log {
						if seconds := []string{"1", "2", "2", "2", "3"}[i]; test.since == "" || "171497928"+seconds >= test.since[:10] {
							w.Write(e)
						}
					}
				default:
					answers("1.41").ServeHTTP(w, r)
				}
			})
			d, err := Open(Options{Host: listen(t, engine), ConfigDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			var got []string
			for line, err := range d.Logs(t.Context(), driver.Ref{ID: "x"}, test.opt) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line.Text[strings.LastIndexByte(line.Text, ' ')+1:])
			}
			if strings.Join(got, " ") != test.want || asked != test.asked {
				t.Errorf("the lines are %s, asked for %d times; want %s, %d", got, asked, test.want, test.asked)
			}
		})
	}
}
