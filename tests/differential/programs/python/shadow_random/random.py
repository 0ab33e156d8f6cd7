word = "not the library's"
