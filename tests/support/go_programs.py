"""Go programs, right and wrong, for comparing two ways to build them.

Each is (code, files): what is called main.go, and the files beside it. FAST are those that
kiln-go-build builds without `go build`; SLOW those that it must leave to `go build`, which builds
them; WRONG are refused by the compiler or by `go build` itself.
"""


def imports(*paths):
    return "package main\nimport (" + "; ".join(f'"{path}"' for path in paths) + ")\n"


def body(text, *paths):
    return (imports(*paths) if paths else "package main\n") + f"func main() {{\n{text}\n}}\n"


INIT = ('package main\nfunc init() {{ println("{0}") }}\n'
        'var _ = func() int {{ println("{0} var"); return 0 }}()\n')

FAST = {
    "hello": (body('fmt.Println("hello")', "fmt"), {}),
    "nothing imported": (body('println("builtin", len("xyz"))'), {}),
    "order of initialisation": (body('println("main")'),
                                {"z.go": INIT.format("z"), "a.go": INIT.format("a")}),
    "names with everything": (body("say()"), {
        "a_windows.go": "package main\nfunc say() { more() }\n",
        "b-1.x_y.go": 'package main\nfunc more() { println("more") }\n'}),
    "other suffixes beside it": (body("println(1)"), {
        "main.c": "int x;", "x.s": "nonsense", "y.h": "", "readme": "", "lib/x.go": "nonsense"}),
    "generics": (
        imports("fmt", "sort") +
        "type Number interface{ ~int | ~float64 }\n"
        "func sum[T Number](all ...T) (s T) { for _, x := range all { s += x }; return }\n"
        "type Stack[T any] struct{ items []T }\n"
        "func (s *Stack[T]) push(x T) { s.items = append(s.items, x) }\n"
        'func main() {\n s := &Stack[string]{}\n s.push("b"); s.push("a")\n'
        " sort.Strings(s.items)\n fmt.Println(sum(1, 2), sum(1.5, 2.5), s.items)\n}\n", {}),
    "goroutines": (body(
        "var group sync.WaitGroup\nout := make(chan int, 9)\n"
        "for i := 0; i < 9; i++ {\n\tgroup.Add(1)\n"
        "\tgo func(i int) { defer group.Done(); out <- i * i }(i)\n}\n"
        "group.Wait(); close(out); s := 0; for x := range out { s += x }\nfmt.Println(s)",
        "fmt", "sync"), {}),
    "json, templates and expressions": (body(
        'b, _ := json.Marshal(map[string]any{"b": 1, "a": []int{2}})\n'
        'template.Must(template.New("t").Parse("{{.}}\\n")).Execute(os.Stdout, string(b))\n'
        'fmt.Println(regexp.MustCompile("a+").FindString("baab"), strings.ToUpper("x"))',
        "encoding/json", "fmt", "os", "regexp", "strings", "text/template"), {}),
    "random numbers": (body("fmt.Println(rand.Int63(), rand.Perm(9))", "fmt", "math/rand"), {}),
    "what was built": (body(
        "i, ok := debug.ReadBuildInfo()\n_, file, line, _ := runtime.Caller(0)\n"
        "fmt.Println(ok, i, file, line, runtime.GOROOT(), runtime.Version(), runtime.Compiler)",
        "fmt", "runtime", "runtime/debug"), {}),
    "the C library behind net and os/user": (body(
        'fmt.Println(net.ParseIP("127.0.0.1"), user.UnknownUserError("x"), http.StatusText(404))',
        "fmt", "net", "net/http", "os/user"), {}),
    "many packages": (
        'package main\nimport (_ "archive/zip"; _ "compress/gzip"; _ "crypto/tls"\n'
        '_ "database/sql"; _ "debug/elf"; _ "expvar"; _ "go/types"; _ "html/template"\n'
        '_ "image/png"; _ "index/suffixarray"; _ "math/big"; _ "mime/multipart"; _ "net/rpc"\n'
        '_ "testing/quick"; _ "time/tzdata"; _ "runtime/pprof"; _ "runtime/trace"; _ "unsafe"; . "fmt")\n'
        'func main() { Println("linked") }\n', {}),
    "linkname and noinline": (
        'package main\nimport _ "unsafe"\n//go:linkname args os.runtime_args\nvar args int\n'
        '//go:noinline\nfunc f() int { return args }\nfunc main() { println(f()) }\n', {}),
    "windows line ends": (
        "// c\r\n\r\npackage main\r\n\r\nfunc main() {\r\n\tprintln(1)\r\n}\r\n", {}),
    "comments": ("// Of main.\n//\n\n// By go build.\npackage main // import \"x\"\n"
                 "/* and */ func main() { println(`/* */ //`) }\n", {}),
    "a trace through two files": (
        'package main\ntype T struct{ n int }\n//go:noinline\nfunc (t *T) down() { t.n--; up(t) }\n'
        "func main() { up(&T{2}) }\n",
        {"up.go": 'package main\nfunc up(t *T) {\n\tif t.n == 0 {\n\t\tpanic("at the end")\n'
                  "\t}\n\tt.down()\n}\n"}),
    "nil pointer": (body("var p *int\nprintln(*p)"), {}),
    "index": (body("a := make([]int, 2)\nfmt.Println(a[len(os.Args)+4])", "fmt", "os"), {}),
    "error in a goroutine": (body(
        'go func() { panic(fmt.Errorf("wrapped: %w", errors.New("boom"))) }()\nselect {}',
        "errors", "fmt"), {}),
    "panic while panicking": (body('defer func() { panic(recover()) }()\npanic("first")'), {}),
    "nil map": (body('var m map[string]int\nm["x"] = 1'), {}),
    "conversion": (body('var x any = "s"\nfmt.Println(x.(int))', "fmt"), {}),
    "deadlock": (body("c := make(chan int)\n<-c"), {}),
    "closed channel": (body("c := make(chan int)\nclose(c)\nclose(c)"), {}),
    "exit status": (body('fmt.Print("no end of line")\nos.Exit(3)', "fmt", "os"), {}),
    "fatal log": (body('log.SetFlags(0)\nlog.Fatal("gone")', "log"), {}),
    "killed by itself": (body("syscall.Kill(syscall.Getpid(), syscall.SIGKILL)\nselect {}",
                              "syscall"), {}),
    "lines by another name": ('package main\n//line other.go:100\nfunc main() { panic("here") }\n',
                              {}),
    "linkname in place of a body": (
        'package main\nimport _ "unsafe"\n//go:linkname f runtime.nanotime\nfunc f() int64\n'
        "func main() { println(f() > 0) }\n", {}),
}

SLOW = {
    "a constraint that does not matter": ("//go:build windows\n\n" + body("println(1)"), {}),
    "a block comment first": ("/* By\npackage someone */\n" + body("println(1)"), {}),
    "byte order mark": ("\ufeff" + body("println(1)"), {}),
    "documentation beside it": (body("println(1)"), {"doc.go": "package documentation\n"}),
    "embedded file": ('package main\nimport _ "embed"\n//go:embed word.txt\nvar word string\n'
                      "func main() { print(word) }\n", {"word.txt": "from a file\n"}),
    "cgo": ('package main\n/*\nstatic int twice(int x) { return 2 * x; }\n*/\nimport "C"\n'
            "func main() { println(C.twice(21)) }\n", {}),
    "plugins": (body('_, err := plugin.Open("none.so")\nprintln(err != nil)', "plugin"), {}),
    "a module with a package": (
        body("word.Say()", "job/in/word"),
        {"go.mod": "module job\ngo 1.18\n",
         "in/word/word.go": 'package word\nfunc Say() { println("from a package") }\n'}),
    "a module and what was built": (body(
        "i, ok := debug.ReadBuildInfo()\nfmt.Println(ok, i)", "fmt", "runtime/debug"),
        {"go.mod": "module job\n"}),
    "generics beside an old module": (
        'package main\nfunc f[T any](x T) {}\nfunc main() { f(1); println("in no module") }\n',
        {"go.mod": "module job\ngo 1.16\n"}),
}

MODULE = {"go.mod": "module job\ngo 1.18\n"}

WRONG = {
    "syntax": (body("x := = 1"), {}),
    "type": (body('var n int = "word"\n_ = n'), {}),
    "many": (body("\n".join(f"var x{i} int = nil" for i in range(15))), {}),
    "unused variable": (body("x := 1"), {}),
    "unused import": (body("println(1)", "fmt", "os"), {}),
    "missing package": (body("println(1)", "fmtx"), {}),
    "missing module": (body("println(1)", "example.com/x/y"), {}),
    "relative import": (body("println(1)", "./x"), {"x/x.go": "package x\n"}),
    "internal package": (body("println(abi.FuncPCABI0)", "internal/abi"), {}),
    "vendored package": (body("println(1)", "vendor/golang.org/x/net/idna"), {}),
    "package of the vendored": (body("println(1)", "golang.org/x/net/idna"), {}),
    "package of a command": (body("println(1)", "cmd/internal/obj"), {}),
    "not main": ("package other\nfunc main() { println(1) }\n", {}),
    "almost main": ("package mainly\nfunc main() { println(1) }\n", {}),
    "two packages": (body("println(1)"), {"other.go": "package other\n"}),
    "no package": ("func main() { }\n", {}),
    "empty": ("", {}),
    "no main": ('package main\nfunc Main() { println(1) }\n', {}),
    "main with arguments": ("package main\nfunc main(x int) { }\n", {}),
    "twice": (body("println(1)") + "func f() {}\nfunc f() {}\n", {}),
    "twice in two files": (body("println(1)"), {"other.go": "package main\nfunc main() { }\n"}),
    "unexported": (body("fmt.println(1)", "fmt"), {}),
    "generics": (
        imports("fmt") + "func f[T fmt.Stringer](x T) {}\nfunc main() { f(1); f[int, int](2) }\n",
        {}),
    "import cycle": (body("a.F()", "job/a"), {
        **MODULE, "a/a.go": 'package a\nimport "job/b"\nfunc F() { b.F() }\n',
        "b/b.go": 'package b\nimport "job/a"\nfunc F() { a.F() }\n'}),
    "initialisation cycle": ("package main\nvar a = b\nvar b = a\nfunc main() { }\n", {}),
    "no body": ("package main\nfunc f()\nfunc main() { f() }\n", {}),
    "embed without a file": (
        'package main\nimport _ "embed"\n//go:embed none.txt\nvar word string\n'
        "func main() { print(word) }\n", {}),
    "embed without its import": ("package main\n//go:embed main.go\nvar word string\n"
                                 "func main() { print(word) }\n", {}),
    "cgo": ('package main\n// int f(\nimport "C"\nfunc main() { C.f() }\n', {}),
    "directive of cgo": ('package main\n//go:cgo_ldflag "-lm"\nfunc main() { }\n', {}),
    "constraint that is none": ("//go:build (\n\n" + body("println(1)"), {}),
    "two constraints": ("//go:build a\n//go:build b\n\n" + body("println(1)"), {}),
    "constraint in the wrong place": (body("println(1)") + "//go:build windows\n", {}),
    "a test beside it": (body("f()"), {"x_test.go": "package main\nfunc f() { println(1) }\n"}),
    "names that differ in case": (body("println(1)"), {"MAIN.go": "package main\n"}),
    "zero byte": (body('println("\0")'), {}),
    "not UTF-8": (body('println("').encode() + b'\xff")\n}\n', {}),
    "byte order mark inside": (body('println("\ufeff")'), {}),
    "too large": (body("var a [1 << 60]byte\nprintln(&a)"), {}),
    "symbol without a definition": (
        'package main\nimport _ "unsafe"\n//go:linkname f nowhere.f\nfunc f()\n'
        "func main() { f() }\n", {"f.s": ""}),
}
