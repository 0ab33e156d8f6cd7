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
        self.assertEqual("{}\n", self.says("console.log(require('os').networkInterfaces())", "js"))
        code = ('package main\nimport ("fmt"; "net")\nfunc main() {\n'
                "    all, err := net.Interfaces()\n    fmt.Println(len(all), all[0].Name, err)\n}\n")
        self.assertEqual("1 lo <nil>\n", self.says(code, "go"))

    def test_a_smaller_stack_can_be_raised_to_the_memory(self):
        code = ("import resource\n"
                "print(*resource.getrlimit(resource.RLIMIT_STACK))\n"
                "most = resource.getrlimit(resource.RLIMIT_STACK)[1]\n"
                "resource.setrlimit(resource.RLIMIT_STACK, (most, most))\n")
        said = self.says(code, limits={"stack_mb": 8, "memory_mb": 100})
        self.assertEqual(f"{8 * MB} {100 * MB}\n", said)


if __name__ == "__main__":
    unittest.main()
