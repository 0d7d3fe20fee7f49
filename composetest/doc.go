// Package composetest owns golden-file tests of Compose projects: it loads a project from a
// folder, a txtar archive or a map, compares what came of it with a golden, and holds findings
// to the expectations that stand in the files. It is for tests; the library does not use it.
//
//	func TestShop(t *testing.T) {
//		shop := composetest.Dir(t, "testdata/shop", composetest.Env{"TAG": "1.2"})
//		shop.Golden("want.yaml")
//	}
//
//	func TestMain(m *testing.M) { os.Exit(composetest.Main(m)) }
//
// # The same everywhere
//
// A fixture sees nothing of the machine: its project directory is /project, variables are those
// of [Env] and of the project's .env file, or of [EnvFiles], and paths are Unix paths unless
// [PathStyle] says otherwise. A golden written on one system holds on every other. Variables such
// as COMPOSE_FILE and COMPOSE_PROFILES say which project is meant, as they do for docker compose.
//
// # Goldens
//
// Files whose names begin with "want" and end in .yaml, .yml or .json are goldens. They lie in
// the project's folder or archive, and are no part of the project. A golden is compared by what
// it means: the order of mappings, quotes and comments do not count. It has the form that docker
// compose config prints, but dollar signs are not doubled in it, env files are named, and paths
// begin in /project. Each difference is shown with its path and both places:
//
//	services.web.image: got nginx:2 (testdata/shop/compose.override.yaml:3:12), want nginx:1 (testdata/shop/want.yaml:5:12)
//
// To have goldens written, run the tests with COMPOSETEST_UPDATE=1, or with -update if the test
// package has such a flag or calls [Main], which adds it. A run that rewrites fails all the same:
// look at what has changed, and run the tests again. The comment at the head of a golden stays.
//
// A golden that no test compares with is an orphan; [Main] and [NoOrphans] fail over it.
//
// # Findings
//
// For files with mistakes in them, expectations stand in comments on the offending lines. Each
// is a regular expression for one finding on that line, written "code: message":
//
//	services:
//	  web:
//	    imge: nginx # want "unknown-attribute: .*imge"
//
// Several findings on a line need several expressions. The expectation # want@-1 "…" is one for
// the line above, for lines that cannot have a comment. See [Fixture.WantDiagnostics].
package composetest
