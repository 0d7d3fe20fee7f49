package docker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/composekit/composekit/driver"
	"github.com/composekit/composekit/driver/docker/internal/engine"
	"github.com/moby/moby/api/types/jsonstream"
)

func (d *Driver) pullImage(ctx context.Context, op *driver.PullImage, report func(driver.Progress)) (driver.Result, error) {
	auth, err := d.config.authFor(ctx, op.Image)
	if err != nil {
		return driver.Result{}, err
	}
	if op.Quiet {
		report = func(driver.Progress) {}
	}
	stream, err := d.api.PullImage(ctx, op.Image, op.Platform, auth)
	if err != nil {
		return driver.Result{}, err
	}
	defer stream.Close()
	var out driver.Result
	if err := readProgress(stream, report, func(m *jsonstream.Message) error {
		out.Unchanged = out.Unchanged || strings.HasPrefix(m.Status, "Status: Image is up to date")
		return nil
	}); err != nil {
		return out, err
	}
	found, err := d.image(ctx, op.Image)
	out.ID = found.ID
	return out, err
}

func (d *Driver) pushImage(ctx context.Context, op *driver.PushImage, report func(driver.Progress)) (driver.Result, error) {
	auth, err := d.config.authFor(ctx, op.Image)
	if err != nil {
		return driver.Result{}, err
	}
	if auth == "" {
		auth = "e30" // engines insist on credentials: an empty object
	}
	stream, err := d.api.PushImage(ctx, op.Image, auth)
	if err != nil {
		return driver.Result{}, err
	}
	defer stream.Close()
	return driver.Result{}, readProgress(stream, report, nil)
}

// readProgress reports what an engine tells of a long piece of work, until its end. A failure of
// the work comes as a message, after an answer that promised success.
func readProgress(stream io.Reader, report func(driver.Progress), each func(*jsonstream.Message) error) error {
	for in := json.NewDecoder(stream); ; {
		var m jsonstream.Message
		switch err := in.Decode(&m); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case m.Error != nil:
			return errors.New(m.Error.Message)
		}
		if each != nil {
			if err := each(&m); err != nil {
				return err
			}
		}
		if m.Aux != nil || m.ID != "" && m.Progress == nil {
			continue // it is for programs, or names what the work is about: of a part there is progress, if only an empty one
		}
		p := driver.Progress{Part: m.ID, Text: m.Status}
		if m.Stream != "" {
			p.Text = strings.TrimRight(m.Stream, "\n")
		}
		if m.Progress != nil {
			p.Current, p.Total = m.Progress.Current, m.Progress.Total
		}
		if p != (driver.Progress{}) {
			report(p)
		}
	}
}

// Pin gives the name of an image in full, with the digest that its registry has for it.
func (d *Driver) Pin(ctx context.Context, image string) (string, error) {
	ref, err := engine.ParseReference(image)
	if err != nil {
		return "", d.fail(err)
	}
	if ref.Digest == "" {
		auth, err := d.config.authFor(ctx, image)
		if err != nil {
			return "", err
		}
		ref.Tag = cmp.Or(ref.Tag, "latest")
		if ref.Digest, err = d.api.ImageDigest(ctx, ref.String(), auth); err != nil {
			return "", d.fail(err)
		}
	} else {
		ref.Tag = "" // the digest says more
	}
	return ref.String(), nil
}

func (d *Driver) tagImage(ctx context.Context, op *driver.TagImage) (driver.Result, error) {
	return driver.Result{}, d.api.TagImage(ctx, op.Image, op.Tag)
}

func (d *Driver) removeImage(ctx context.Context, op *driver.RemoveImage) (driver.Result, error) {
	err := d.fail(d.api.RemoveImage(ctx, op.Image, op.Force))
	if errors.Is(err, driver.ErrNotFound) {
		return driver.Result{Unchanged: true}, nil
	}
	return driver.Result{}, err
}
