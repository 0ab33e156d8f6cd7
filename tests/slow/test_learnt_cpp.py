"""The corpus of cpp programs, cold and with learnt preambles. What has errors or warnings, or leads with
nothing to learn, is none of those that ran warm."""

from differential.corpus_case import corpus_case

LearntCpp = corpus_case("cpp", __name__, least_warm=30, learnt=True)
