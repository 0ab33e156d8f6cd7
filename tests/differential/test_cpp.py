"""The corpus of cpp programs, cold and warm."""

from differential.corpus_case import corpus_case

Cpp = corpus_case("cpp", __name__, least_warm=60)
