word = "from lib"
