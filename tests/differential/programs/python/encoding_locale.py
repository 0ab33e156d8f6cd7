import locale
import sys

print(locale.getlocale(), locale.setlocale(locale.LC_ALL), locale.getpreferredencoding())
print(locale.localeconv()["decimal_point"], sys.flags.utf8_mode, f"{1234567.5:n}")
print(locale.setlocale(locale.LC_ALL, ""))
