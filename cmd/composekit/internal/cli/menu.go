package cli

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/composekit/composekit/cmd/composekit/internal/menu"
	"github.com/composekit/composekit/cmd/composekit/internal/progress"
	"github.com/composekit/composekit/driver/watch"
)

// menuLine is the line below what an up prints that stays with its containers, and the keys that it names. Nil has none.
type menuLine struct {
	*menu.Line
	keys    io.Reader
	restore func()
}

// hide takes the line away.
func (m *menuLine) hide() {
	if m != nil {
		m.Hide()
	}
}

// close ends it all.
func (m *menuLine) close() {
	if m != nil {
		m.restore()
	}
}

// openMenu has keys listened to and puts a line below what is printed from now on, until close is called, if a person sees
// it and wants it.
func (c *up) openMenu() (*menuLine, error) {
	wanted := c.withMenu
	if !c.cmd.Flags().Changed("menu") {
		if value := c.setting("COMPOSE_MENU"); value != "" {
			wanted = saysYes(value)
		}
	}
	if !wanted || c.TakeKeys == nil || !c.paintsOut() {
		return nil, nil
	}
	display, err := c.display(true)
	if err != nil {
		return nil, err
	}
	if _, paints := display.(*progress.Terminal); !paints && display != progress.Quiet() {
		return nil, nil
	}
	restore, err := c.TakeKeys()
	if err != nil {
		return nil, nil // one who works without a terminal that can do so misses nothing else
	}
	line := &menu.Line{W: c.Out, Color: c.colorOn(c.OutColor), Width: func() int {
		if size, known := c.ownSize(); known {
			return int(size.Width)
		}
		return c.OutWidth
	}}
	c.Out = line.Above(c.Out)
	if c.Width > 0 {
		c.Err = line.Above(c.Err)
	}
	stop := func() {}
	if c.InTerminal != nil {
		stop = onResize(line.Repaint)
	}
	return &menuLine{Line: line, keys: menu.Typed(c.InTerminal, c.In), restore: c.surely(func() {
		stop()
		line.Hide()
		restore()
	})}, nil
}

// showMenu says what keys do at present, and a note.
func (s *session) showMenu(note string) {
	s.mu.Lock()
	ending, following := s.stopping || s.left, s.watching != nil
	s.mu.Unlock()
	if s.menu == nil || ending {
		return
	}
	does := "Enable Watch"
	if following {
		does = "Disable Watch"
	}
	s.menu.Show(note, menu.Key{Name: "w", Does: does}, menu.Key{Name: "d", Does: "Detach"})
}

// takeKeys does what keys ask for, until the session ends.
func (s *session) takeKeys(ctx context.Context) {
	if s.menu == nil {
		return
	}
	go func() {
		typed := make([]byte, 64)
		for {
			n, err := s.menu.keys.Read(typed)
			if err != nil || ctx.Err() != nil {
				return
			}
			if typed[0] == 0x1b {
				continue // a key of another kind, such as an arrow
			}
			for _, key := range typed[:n] {
				s.press(ctx, key)
			}
		}
	}()
}

// press does what one key asks for.
func (s *session) press(ctx context.Context, key byte) {
	switch key {
	case '\r', '\n':
		_, _ = io.WriteString(s.Out, "\n")
	case 'd':
		s.detach()
	case 'w':
		go s.toggleWatch(ctx)
	}
}

// detach leaves the containers to themselves, once what is being done to them because of changed files has been.
func (s *session) detach() {
	s.mu.Lock()
	ending := s.stopping || s.left
	s.left = true
	x := s.watching
	s.mu.Unlock()
	if ending {
		return
	}
	s.menu.hide()
	go func() {
		if x != nil {
			x.wind()
			<-x.over
		}
		s.leave()
	}()
}

// toggleWatch begins to follow changes of files, or ends that.
func (s *session) toggleWatch(ctx context.Context) {
	s.mu.Lock()
	busy := s.toggling
	s.toggling = true
	s.mu.Unlock()
	if busy {
		return
	}
	select {
	case <-s.settled:
	case <-ctx.Done():
		return
	}
	x, note := s.watches(), ""
	if x != nil {
		x.wind()
		<-x.over
	} else {
		note = s.followChanges(ctx)
	}
	s.mu.Lock()
	s.toggling = false
	if s.watching == x {
		s.watching = nil
	}
	s.mu.Unlock()
	s.showMenu(note)
}

// followChanges begins to follow changes of files; or it says why not, or has it said.
func (s *session) followChanges(ctx context.Context) (note string) {
	if !slices.ContainsFunc(slices.Collect(maps.Values(s.work.in.Project.Services)), watch.Configured) {
		return "no service says which files are to be watched (develop.watch)"
	}
	ctx, cancel := context.WithCancel(ctx)
	x, err := s.work.watching(ctx, s.follower.printer)
	if err == nil {
		err = x.initial(ctx)
	}
	if err != nil {
		cancel()
		if news := untold(err, errFindings, context.Canceled); news != nil {
			s.app.fail(news)
		}
		return ""
	}
	s.mu.Lock()
	ending := s.stopping || s.left
	if !ending {
		s.watching = x
	}
	s.mu.Unlock()
	if ending {
		cancel()
		return ""
	}
	go func() {
		defer cancel()
		s.follows(ctx, x)
	}()
	return ""
}
