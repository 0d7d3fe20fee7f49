package differential

// deviation is a kind of difference that we chose.
type deviation struct {
	name string
}

func explain(s sample, d difference) *deviation { return nil }
