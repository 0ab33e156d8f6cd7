"""What a program may expect of a cell as of a machine of its own."""

import unittest

from support.case import EngineCase

MB = 1 << 20


class WhatProgramsMay(EngineCase):
    def says(self, code, language="python", **fields):
        reply = self.ask(code, language, **fields)
        self.assertEqual("ok", self.verdict(reply), reply)
        return reply["output"]

    def test_pseudo_terminals_are_there(self):
        code = ("import os, pty\n"
                "pid, terminal = pty.fork()\n"
                "if pid == 0:\n"
                "    os.execvp('tty', ['tty'])\n"
                "print(os.read(terminal, 100), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n")
        self.assertEqual("b'/dev/pts/0\\r\\n' 0\n", self.says(code))

    def test_the_network_can_be_asked_about(self):
        self.assertEqual("[(1, 'lo')]\n",
                         self.says("import socket; print(socket.if_nameindex())"))
        self.assertEqual("127.0.0.1 ::1\n", self.says(
            "console.log(...require('os').networkInterfaces().lo.map(each => each.address))", "js"))
        code = ('package main\nimport ("fmt"; "net")\nfunc main() {\n'
                "    all, _ := net.Interfaces()\n    addresses, err := all[0].Addrs()\n"
                "    fmt.Println(len(all), all[0].Name, addresses, err)\n}\n")
        self.assertEqual("1 lo [127.0.0.1/8 ::1/128] <nil>\n", self.says(code, "go"))

    def test_a_programs_own_servers_can_be_reached(self):
        code = ("import http.server, socket, threading, urllib.request\n"
                "class Server(http.server.ThreadingHTTPServer):\n"
                "    address_family = socket.AF_INET6\n"
                "class Hello(http.server.BaseHTTPRequestHandler):\n"
                "    def do_GET(self):\n"
                "        self.send_response(200), self.end_headers()\n"
                "        self.wfile.write(b'hello')\n"
                "    def log_message(self, *_): pass\n"
                "server = Server(('::', 0), Hello)\n"
                "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
                "for host in ('localhost', '127.0.0.1', '[::1]'):\n"
                "    url = f'http://{host}:{server.server_port}'\n"
                "    print(urllib.request.urlopen(url).read().decode())\n")
        self.assertEqual("hello\n" * 3, self.says(code))
        code = ("const server = require('http').createServer((_, answer) => answer.end('hello'));\n"
                "server.listen(0, '127.0.0.1', async () => {\n"
                "  console.log(await (await fetch(`http://127.0.0.1:${server.address().port}`)).text());\n"
                "  process.exit();\n});\n")
        self.assertEqual("hello\n", self.says(code, "js"))
        code = ('package main\nimport ("fmt"; "io"; "net/http"; "net/http/httptest")\nfunc main() {\n'
                "    server := httptest.NewServer(http.HandlerFunc(\n"
                "        func(out http.ResponseWriter, _ *http.Request) { io.WriteString(out, \"hello\") }))\n"
                "    answer, err := http.Get(server.URL)\n"
                "    text, _ := io.ReadAll(answer.Body)\n    fmt.Println(string(text), err)\n}\n")
        self.assertEqual("hello <nil>\n", self.says(code, "go"))

    def test_a_smaller_stack_can_be_raised_to_the_memory(self):
        code = ("import resource\n"
                "print(*resource.getrlimit(resource.RLIMIT_STACK))\n"
                "most = resource.getrlimit(resource.RLIMIT_STACK)[1]\n"
                "resource.setrlimit(resource.RLIMIT_STACK, (most, most))\n")
        said = self.says(code, limits={"stack_mb": 8, "memory_mb": 100})
        self.assertEqual(f"{8 * MB} {100 * MB}\n", said)


if __name__ == "__main__":
    unittest.main()
