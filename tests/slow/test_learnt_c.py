"""The corpus of C programs, cold and with learnt preambles."""

from differential.corpus_case import corpus_case

LearntC = corpus_case("c", __name__, least_warm=14, learnt=True)
