package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// PutBlob gives the registry what a descriptor describes and has with it.
func (r *Repository) PutBlob(ctx context.Context, d Descriptor) error {
	return r.upload(ctx, d, nil, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d.Data)), nil })
}

// PutManifest gives the registry a manifest or index under a tag or its digest.
func (r *Repository) PutManifest(ctx context.Context, version string, d Descriptor) error {
	answer, err := r.do(ctx, request{
		method: http.MethodPut, path: "manifests/" + version, header: map[string]string{"Content-Type": d.MediaType},
		body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d.Data)), nil }, size: d.Size,
	})
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// Copy gives the registry an image, or an index of images, that another repository has, under its digest, with all that
// belongs to it.
func (r *Repository) Copy(ctx context.Context, from *Repository, version string) (Descriptor, error) {
	m, err := from.Manifest(ctx, version)
	if err != nil {
		return Descriptor{}, err
	}
	for _, part := range m.Manifests {
		if _, err := r.Copy(ctx, from, part.Digest); err != nil {
			return Descriptor{}, err
		}
	}
	for _, blob := range append([]Descriptor{m.Config}, m.Layers...) {
		if blob.Digest == "" || strings.Contains(blob.MediaType, ".foreign.") || strings.Contains(blob.MediaType, "nondistributable") {
			continue // no registry has it
		}
		err := r.upload(ctx, blob, from, func() (io.ReadCloser, error) {
			answer, err := from.do(ctx, request{method: http.MethodGet, path: "blobs/" + blob.Digest})
			if err != nil {
				return nil, err
			}
			return answer.Body, nil
		})
		if err != nil {
			return Descriptor{}, err
		}
	}
	d := Descriptor{MediaType: m.MediaType, Digest: m.Digest, Size: int64(len(m.Text)), Data: m.Text}
	err = r.PutManifest(ctx, d.Digest, d)
	d.Data = nil
	return d, err
}

// upload gives the registry a blob, unless it has it. One that another repository of the same registry has is
// not sent, if the registry does not insist.
func (r *Repository) upload(ctx context.Context, d Descriptor, from *Repository, open func() (io.ReadCloser, error)) error {
	answer, err := r.do(ctx, request{method: http.MethodHead, path: "blobs/" + d.Digest})
	var refused *StatusError
	switch {
	case err == nil:
		return answer.Body.Close()
	case !errors.As(err, &refused) || refused.Status != http.StatusNotFound:
		return err
	}
	path := "blobs/uploads/"
	if from != nil && from.Registry == r.Registry {
		path += "?" + url.Values{"mount": {d.Digest}, "from": {from.Name}}.Encode()
	}
	if answer, err = r.do(ctx, request{method: http.MethodPost, path: path}); err != nil {
		return err
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode == http.StatusCreated {
		return err
	}
	to, err := answer.Request.URL.Parse(answer.Header.Get("Location"))
	if err != nil || answer.Header.Get("Location") == "" {
		return fmt.Errorf("the registry names %q as where to send things to", answer.Header.Get("Location"))
	}
	query := to.Query()
	query.Set("digest", d.Digest)
	to.RawQuery = query.Encode()
	answer, err = r.do(ctx, request{
		method: http.MethodPut, path: to.String(), header: map[string]string{"Content-Type": "application/octet-stream"}, body: open, size: d.Size,
	})
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
