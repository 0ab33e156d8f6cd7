"""The corpus of c programs, cold and warm."""

from differential.corpus_case import corpus_case

C = corpus_case("c", __name__, least_warm=12)
