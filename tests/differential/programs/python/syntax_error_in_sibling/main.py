try:
    import worse
except SyntaxError as error:
    print(error.filename, error.lineno, error.offset, error.text)
import worse
