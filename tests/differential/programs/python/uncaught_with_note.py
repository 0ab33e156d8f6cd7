error = TypeError("wrong")
error.add_note("a note")
error.add_note("and another\nof two lines")
raise error
