exit((1, "two"))
