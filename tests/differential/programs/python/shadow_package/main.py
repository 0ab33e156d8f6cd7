import collections.abc
import typing

try:
    import email

    print(email.__file__, email.word)
    import logging

    print(logging.__path__)
except ImportError as error:
    print(error)
