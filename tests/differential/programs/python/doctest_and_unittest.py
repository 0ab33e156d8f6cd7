import doctest
import io
import re
import unittest


def double(x):
    """
    >>> double(2)
    4
    >>> double(3)
    7
    """
    return 2 * x


class Case(unittest.TestCase):
    def test_passes(self):
        self.assertEqual(4, double(2))


print(doctest.testmod())
said = io.StringIO()
unittest.main(exit=False, testRunner=unittest.TextTestRunner(said, verbosity=2))
print(re.sub(r"in [\d.]+s", "in some time", said.getvalue()))
unittest.main(argv=["main.py", "Missing", "--quiet"], testRunner=unittest.TextTestRunner(io.StringIO()))
