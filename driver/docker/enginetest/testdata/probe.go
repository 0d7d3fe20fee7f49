// Program probe is what runs in the containers of tests: one static program that behaves as
// it is told. It also stands in for the program of any image that is not there.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const usage = `usage: probe COMMAND [ARGUMENT...]
  wait [LINE...]       print the lines (default: ready), and end well when asked to
  stubborn             the same, but never end when asked to
  exit CODE [AFTER]    end with a code
  print COUNT [EVERY]  print lines, the even ones to standard error
  env                  print the environment, sorted
  serve PORT...        answer HTTP with the host's name
  get URL              print what is there
  lookup NAME          print the addresses of a name, sorted
  exists FILE          end well if there is such a file
  cat                  print standard input line by line
  keys                 print the comments of the keys that the agent of ssh has`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		args = []string{"wait"}
	}
	arg := func(i int) string {
		if i < len(args) {
			return args[i]
		}
		return ""
	}
	switch args[0] {
	case "wait":
		if len(args) == 1 {
			args = append(args, "ready")
		}
		end := asked() // who reads the lines may ask
		fmt.Println(strings.Join(args[1:], "\n"))
		<-end
	case "stubborn":
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT)
		fmt.Println("ready")
		for {
			time.Sleep(time.Hour)
		}
	case "exit":
		sleep(arg(2))
		code, err := strconv.Atoi(arg(1))
		if err != nil {
			return err
		}
		os.Exit(code)
	case "print":
		count, err := strconv.Atoi(arg(1))
		if err != nil {
			return err
		}
		for i := 1; i <= count; i++ {
			out := os.Stdout
			if i%2 == 0 {
				out = os.Stderr
			}
			fmt.Fprintln(out, "line", i)
			sleep(arg(2))
		}
	case "env":
		env := os.Environ()
		slices.Sort(env)
		fmt.Println(strings.Join(env, "\n"))
	case "serve":
		return serve(args[1:])
	case "get":
		resp, err := (&http.Client{Timeout: 5 * time.Second}).Get(arg(1))
		if err != nil {
			return err
		}
		_, err = io.Copy(os.Stdout, resp.Body)
		return err
	case "lookup":
		addrs, err := net.DefaultResolver.LookupHost(context.Background(), arg(1))
		if err != nil {
			return err
		}
		slices.Sort(addrs)
		fmt.Println(strings.Join(addrs, "\n"))
	case "exists":
		_, err := os.Stat(arg(1))
		return err
	case "cat":
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			fmt.Println(lines.Text())
		}
	case "keys":
		return keys()
	default:
		// Whatever an image's own program would be told: it stands in for that program.
		if strings.HasPrefix(args[0], "-") {
			return run([]string{"wait"})
		}
		return fmt.Errorf("unknown command %q\n%s", args[0], usage)
	}
	return nil
}

// keys asks the agent for its keys: the answer counts them, and has the blob and the comment of each.
func keys() error {
	conn, err := net.Dial("unix", os.Getenv("SSH_AUTH_SOCK"))
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write([]byte{0, 0, 0, 1, 11}); err != nil {
		return err
	}
	next := func() []byte {
		var size uint32
		if err == nil {
			err = binary.Read(conn, binary.BigEndian, &size)
		}
		text := make([]byte, min(size, 1<<16))
		if err == nil {
			_, err = io.ReadFull(conn, text)
		}
		return text
	}
	var head struct {
		Size  uint32
		Kind  byte
		Count uint32
	}
	err = binary.Read(conn, binary.BigEndian, &head)
	for range head.Count {
		next()
		if comment := next(); err == nil {
			fmt.Println(string(comment))
		}
	}
	return err
}

// asked hears from now on when the program is asked to end.
func asked() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	return signals
}

func sleep(text string) {
	if d, err := time.ParseDuration(text); err == nil {
		time.Sleep(d)
	}
}

func serve(ports []string) error {
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	failed := make(chan error)
	for _, port := range ports {
		go func() {
			failed <- http.ListenAndServe(":"+port, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "%s %s\n", host, r.URL.Path)
			}))
		}()
	}
	end := asked()
	fmt.Println("ready")
	select {
	case <-end:
		return nil
	case err := <-failed:
		return err
	}
}
