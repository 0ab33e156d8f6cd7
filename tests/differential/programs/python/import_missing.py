try:
    import nowhere_to_be_found
except ImportError as error:
    print(error, error.name, error.path)
from os import missing_name
