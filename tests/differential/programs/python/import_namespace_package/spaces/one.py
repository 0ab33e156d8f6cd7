word = "one"
