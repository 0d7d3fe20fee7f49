package units

import "testing"

func TestMeant(t *testing.T) {
	for text, want := range map[string]string{
		"30": "30s", "5 seconds": "5s", "1m 30s": "1m30s", "1 min": "1m", "1H": "1h", "1.5 hours": "1.5h", "2days": "2d", "10S": "10s",
		"1m30": "", "soon": "", "": "", "1y": "", "s": "", "5 5": "", "1:30": "",
	} {
		if got := MeantDuration(text); got != want {
			t.Errorf("duration %q: meant %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"1Gi": "1g", "512 Mi": "512m", "10 bytes": "10b", "1 byte": "1b", "1.5Ki": "1.5k",
		"much": "", "": "", "i": "", "1x": "", "-1Gi": "",
	} {
		if got := MeantBytes(text); got != want {
			t.Errorf("size %q: meant %q, want %q", text, got, want)
		}
	}
}
