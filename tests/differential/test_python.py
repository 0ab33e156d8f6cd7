"""The corpus of python programs, cold and warm."""

from differential.corpus_case import corpus_case

Python = corpus_case("python", __name__)
