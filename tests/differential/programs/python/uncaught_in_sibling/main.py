import helper

helper.go(0)
