package units

import "testing"

func TestMeant(t *testing.T) {
	for text, want := range map[string]string{
		"30": "30s", "5 seconds": "5s", "1m 30s": "1m30s", "1 min": "1m", "1H": "1h", "1.5 hours": "1.5h", "2days": "2d", "10S": "10s",
		"1,5h": "1.5h", "0,5 s": "0.5s", "1h 0,5m": "1h0.5m", "1,000h": "", "1,5,5h": "", "1h,5m": "",
		"1m30": "", "soon": "", "": "", "1y": "", "s": "", "5 5": "", "1:30": "",
	} {
		if got := MeantDuration(text); got != want {
			t.Errorf("duration %q: meant %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"1Gi": "1g", "512 Mi": "512m", "10 bytes": "10b", "1 byte": "1b", "1.5Ki": "1.5k",
		"1,5g": "1.5g", "0,25 GiB": "0.25gib", "1,500m": "", "1.5,5g": "", "1,g": "", ",5g": "",
		"much": "", "": "", "i": "", "1x": "", "-1Gi": "",
	} {
		if got := MeantBytes(text); got != want {
			t.Errorf("size %q: meant %q, want %q", text, got, want)
		}
	}
}

func TestMeantNumber(t *testing.T) {
	for text, want := range map[string]string{
		"0,5": "0.5", "1,5": "1.5", "0,125": "0.125", "-1,5": "-1.5",
		"1,250": "", // a thousand, or hardly more than one
		"0.5":   "", "": "", "a,b": "", "1,": "", ",5": "", "1,2,3": "", "1.0,5": "", "1,5x": "",
	} {
		if got := MeantNumber(text); got != want {
			t.Errorf("number %q: meant %q, want %q", text, got, want)
		}
	}
}

func TestMeantMicroseconds(t *testing.T) {
	for text, want := range map[string]string{
		"400ms": "400000", "1s": "1000000", "1s500ms": "1500000", "400 msec": "400000", "0,5s": "500000", "25us": "25", "5ns": "",
		"": "", "400": "", "0.5": "", "5.": "", "400x": "", "ms": "", "many": "",
	} {
		if got := MeantMicroseconds(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestMeantCPUs(t *testing.T) {
	for text, want := range map[string]string{
		"500m": "0.5", "1500m": "1.5", "50%": "0.5", "150 %": "1.5", "12,5%": "0.125", "0,5": "0.5",
		"0.5": "", "m": "", "%": "", "half": "", "1.2.3m": "", "infm": "", "0x10m": "", "5mm": "", "1.5cpus": "",
	} {
		if got := MeantCPUs(text); got != want {
			t.Errorf("CPUs %q: meant %q, want %q", text, got, want)
		}
	}
}
