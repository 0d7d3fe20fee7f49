package languageserver

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"reflect"
	"strconv"

	"github.com/sourcegraph/jsonrpc2"
)

// messages are those of an editor and to it. What is no message by its text is refused, and the next one read; where nobody
// knows where the next one begins, they end.
type messages struct {
	jsonrpc2.ObjectStream // writes and closes
	in                    *bufio.Reader
	broken                error // why they end, unless the editor ends them
}

func newMessages(stream io.ReadWriteCloser) *messages {
	return &messages{ObjectStream: jsonrpc2.NewBufferedStream(stream, jsonrpc2.VSCodeObjectCodec{}), in: bufio.NewReader(stream)}
}

// ReadObject implements jsonrpc2.ObjectStream.
func (m *messages) ReadObject(v any) error {
	for {
		text, err := m.next()
		if err == nil {
			if err = json.Unmarshal(text, v); err == nil {
				return nil
			}
			reflect.ValueOf(v).Elem().SetZero() // of what was not to be read nothing stays
			err = m.WriteObject(refused(text, err))
		}
		if err != nil {
			if err != io.EOF {
				m.broken = err
			}
			return io.EOF // Serve says what is broken
		}
	}
}

// next is the text of the next message. It is io.EOF if there is none.
func (m *messages) next() ([]byte, error) {
	header, err := textproto.NewReader(m.in).ReadMIMEHeader()
	switch {
	case err == io.EOF && len(header) > 0:
		return nil, errUnfinished
	case err == io.EOF:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("the header of a message cannot be read: %w", err)
	}
	length, err := strconv.ParseUint(header.Get("Content-Length"), 10, 31)
	if err != nil {
		return nil, fmt.Errorf("the header of a message has no length that can be read: Content-Length is %q", header.Get("Content-Length"))
	}
	var text bytes.Buffer
	if _, err := io.CopyN(&text, m.in, int64(length)); err == io.EOF {
		return nil, errUnfinished
	} else if err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// errUnfinished: the stream ended within a message.
var errUnfinished = errors.New("the editor ended in the middle of a message")

// refusal is the answer to what is no message, and so has no number to answer to.
type refusal struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      *int            `json:"id"`
	Error   *jsonrpc2.Error `json:"error"`
}

// refused is the answer to a text that cannot be read, or is none of the messages that there are: the protocol has no batches.
func refused(text []byte, err error) refusal {
	code := int64(jsonrpc2.CodeInvalidRequest)
	if !json.Valid(text) {
		code = jsonrpc2.CodeParseError
	}
	return refusal{"2.0", nil, &jsonrpc2.Error{Code: code, Message: err.Error()}}
}
