package docker

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/composekit/composekit/driver"
)

// TestTellSizes: a size that cannot be told yet is told later, unless there is another by then, and each once.
func TestTellSizes(t *testing.T) {
	small, large := driver.Size{Width: 80, Height: 24}, driver.Size{Width: 200, Height: 60}
	for _, test := range []struct {
		name    string
		first   driver.Size
		then    []driver.Size // one a second
		starts  time.Duration // when sizes are taken
		want    string
		atLeast int // how often it is tried
	}{
		{name: "none"},
		{name: "known at first", first: small, want: "80x24 ", atLeast: 1},
		{name: "one after the other", first: small, then: []driver.Size{large, small}, want: "80x24 200x60 80x24 ", atLeast: 3},
		{name: "before the start", first: small, starts: 10 * time.Second, want: "80x24 ", atLeast: 10},
		{name: "another before the start", first: small, then: []driver.Size{large}, starts: 10 * time.Second, want: "200x60 ", atLeast: 10},
		{name: "not known at first", then: []driver.Size{large}, starts: 10 * time.Second, want: "200x60 ", atLeast: 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				sizes, done, over := make(chan driver.Size), make(chan struct{}), make(chan struct{})
				got, tried := "", 0
				go func() {
					defer close(over)
					tellSizes(test.first, sizes, done, func(s driver.Size) error {
						if tried++; time.Since(began) < test.starts {
							return errors.New("it does not run")
						}
						got += fmt.Sprintf("%dx%d ", s.Width, s.Height)
						return nil
					})
				}()
				for _, s := range test.then {
					time.Sleep(time.Second)
					sizes <- s
				}
				close(sizes)
				time.Sleep(time.Minute)
				close(done)
				<-over
				if got != test.want || tried < test.atLeast || tried > 1000 {
					t.Errorf("told is %q in %d attempts, want %q", got, tried, test.want)
				}
			})
		})
	}
}

// TestRepainting: before the first size that is taken there is another, and before no later one.
func TestRepainting(t *testing.T) {
	got, refused := "", true
	resize := repainting(func(s driver.Size) error {
		if refused {
			return errors.New("it does not run")
		}
		got += fmt.Sprintf("%dx%d ", s.Width, s.Height)
		return nil
	})
	size := driver.Size{Width: 80, Height: 24}
	if err := resize(size); err == nil {
		t.Error("what is refused is no error")
	}
	refused = false
	for range 2 {
		if err := resize(size); err != nil {
			t.Error(err)
		}
	}
	if want := "81x25 80x24 80x24 "; got != want {
		t.Errorf("told is %q, want %q", got, want)
	}
}
