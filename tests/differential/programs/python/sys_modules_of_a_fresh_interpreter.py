import sys

always = ("sys builtins _frozen_importlib _imp _thread _warnings _weakref _io marshal posix "
          "_frozen_importlib_external time zipimport _codecs codecs encodings.aliases encodings "
          "encodings.utf_8 _signal _abc abc io __main__ _stat stat _collections_abc posixpath "
          "genericpath os.path os _sitebuiltins site").split()
print([name for name in always if name not in sys.modules])
print([name for name in sys.modules if name.startswith("kiln") or "gate" in name])
print([n for n, m in sys.modules.items() if n == "__main__" and m.__file__ != __file__])
