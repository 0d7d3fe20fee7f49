package engine

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// seconds writes a time as the API takes it, in seconds since 1970: one that is written so already, an age such as
// 10m, or a date, with a time of day and a zone if need be.
func seconds(text string) (string, error) {
	if age, err := time.ParseDuration(text); err == nil && text != "0" {
		return strconv.FormatInt(time.Now().Add(-age).Unix(), 10), nil
	}
	if _, err := strconv.ParseFloat(text, 64); text == "" || err == nil {
		return text, nil
	}
	for _, day := range []string{"2006-01-02", "2006-01-02T15", "2006-01-02T15:04", "2006-01-02T15:04:05"} { // which takes parts of a second
		for _, zone := range []string{"", "Z07:00"} {
			if t, err := time.ParseInLocation(day+zone, text, time.Local); err == nil {
				return fmt.Sprintf("%d.%09d", t.Unix(), t.Nanosecond()), nil
			}
		}
	}
	return "", &Error{http.StatusBadRequest, fmt.Sprintf("%q is neither a time, such as 2006-01-02T15:04:05, nor an age, such as 10m", strings.TrimSpace(text))}
}
