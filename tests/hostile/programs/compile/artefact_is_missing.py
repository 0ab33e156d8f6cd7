# language: planter
# expect: compile_error
# reason: no_program
# why: a good exit status and nothing to run
