import argparse
import os
import shutil
import site
import tempfile

print(site.getuserbase(), site.ENABLE_USER_SITE, os.path.expanduser("~"), tempfile.gettempdir())
print(shutil.get_terminal_size())
argparse.ArgumentParser(description="words " * 20).print_help()
