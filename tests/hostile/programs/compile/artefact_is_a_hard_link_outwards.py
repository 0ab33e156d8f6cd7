# language: planter
# expect: compile_error
# says: Invalid cross-device link|Operation not permitted|Permission denied
# never: root:x
# why: no name can be given to a file of the root
import os
os.link("/etc/passwd", "program")
