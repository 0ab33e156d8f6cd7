"""Small programs that several tests send."""

HELLO = {
    "python": "print('hello')\n",
    "js": "console.log('hello');\n",
    "go": 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }\n',
    "cpp": '#include <cstdio>\nint main() { std::puts("hello"); }\n',
}

ALIASES = {
    "python": ["python", "pyt", "pyn", "pythn", "phyton", "py", "py thon", "pthon", "python3"],
    "js": ["js", "jscript", "javscript", "javsscript", "javascipt", "javasript", "javascript",
           "java script", "jscipt", "nodejs", "node"],
    "go": ["go", "golang", "gol", "goo", "g o", "golangg"],
    "cpp": ["cpp", "c++", "cp", "cppp", "c plus", "cxx", "cc", "cpp "],
}

# What the clients' judge programs do: one JSON document on stdout, awkward characters included.
JSON_DOCUMENT = ('{"quotes":"\\"\'`","markup":"<b>&amp;</b>","separators":"\u2028\u2029",'
                 '"text":"\u00e9\u4e2d\U0001f600","escaped":"\\u003c\\n\\\\","empty":""}')


def sleep(seconds, then="done"):
    return f"import time\ntime.sleep({seconds})\nprint({then!r})\n"
