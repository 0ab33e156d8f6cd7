"""The corpus of cpp programs, cold and with learnt preambles."""

from differential.corpus_case import corpus_case

LearntCpp = corpus_case("cpp", __name__, least_warm=60, learnt=True)
