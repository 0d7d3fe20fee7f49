package model

import "testing"

func TestReplicas(t *testing.T) {
	two, none := 2, 0
	for _, c := range []struct {
		service Service
		want    int
	}{
		{Service{}, 1},
		{Service{Deploy: &Deploy{}}, 1},
		{Service{Deploy: &Deploy{Replicas: &two}}, 2},
		{Service{Scale: &none}, 0},
		{Service{Scale: &none, Deploy: &Deploy{Replicas: &two}}, 0},
	} {
		if got := c.service.Replicas(); got != c.want {
			t.Errorf("%d, want %d", got, c.want)
		}
	}
}
