package loader

import (
	"sync"

	"github.com/composekit/composekit/diag"
	"github.com/composekit/composekit/source"
	"github.com/composekit/composekit/syntax"
)

// Cache keeps what was read of files from one load to the next, so that after an edit only the
// file that was edited is parsed again. The zero Cache is ready, and may be shared by Loaders
// and used concurrently.
//
// A load still asks its FS for every file, for what counts is the content: the last text under
// a name is kept, and used as long as the FS gives the same. What a Cache holds is therefore
// bounded by the files of the projects that were loaded with it.
type Cache struct {
	mu    sync.Mutex
	texts map[string]*reading // by name
}

// reading is a text, and what the reader of YAML makes of it, on request and once.
type reading struct {
	*source.File
	limits syntax.Limits

	parse sync.Once
	docs  []*syntax.Document
	list  diag.List
}

// of is the reading of a text. A nil Cache keeps none.
func (c *Cache) of(name, text string, limits syntax.Limits) *reading {
	if c == nil {
		return &reading{File: source.NewFile(name, text), limits: limits}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.texts[name]; t != nil && t.Text() == text && t.limits == limits {
		return t
	}
	t := &reading{File: source.NewFile(name, text), limits: limits}
	if c.texts == nil {
		c.texts = map[string]*reading{}
	}
	c.texts[name] = t
	return t
}

func (t *reading) documents() ([]*syntax.Document, diag.List) {
	t.parse.Do(func() { t.docs, t.list = syntax.Parse(t.File, t.limits) })
	return t.docs, t.list
}
