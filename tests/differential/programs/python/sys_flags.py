import sys

print(sys.flags)
print(sys.getswitchinterval(), sys.getrecursionlimit(), sys.getfilesystemencoding(),
      sys.getfilesystemencodeerrors(), sys.getdefaultencoding())
print(sys.gettrace(), sys.getprofile(), sys.displayhook, sys.excepthook is sys.__excepthook__,
      sys.breakpointhook is sys.__breakpointhook__, sys.unraisablehook is sys.__unraisablehook__)
print(sys.warnoptions, sys._xoptions, hasattr(sys, "ps1"), hasattr(sys, "last_type"))
print(sys.get_asyncgen_hooks(), sys.get_coroutine_origin_tracking_depth(), sys.get_int_max_str_digits())
