"""The corpus of python programs, cold and warm."""

from differential.corpus_case import corpus_case

Python = corpus_case("python", __name__, least_warm=255)
