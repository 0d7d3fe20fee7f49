// Package run owns carrying plans out: in what order and how many at once steps are done, how
// long is waited and for what, what a failure comes to, and what is told of it all. It decides
// nothing about what is to be done (package driver/plan does), and knows no engine.
package run
