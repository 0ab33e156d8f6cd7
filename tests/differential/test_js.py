"""The corpus of js programs, cold and warm."""

from differential.corpus_case import corpus_case

Js = corpus_case("js", __name__, least_warm=60)
