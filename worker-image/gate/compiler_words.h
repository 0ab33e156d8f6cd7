/* What a warm compiler is told by its environment. */
#ifndef KILN_GATE_COMPILER_WORDS_H
#define KILN_GATE_COMPILER_WORDS_H

enum { kMostCompilerWords = 96 };

struct compiler_words {
    const char* headers; /* KILN_GATE_HEADERS, as kiln_has_preamble() takes them */
    const char* source;  /* KILN_GATE_SOURCE: what the job's source is called */
    char*
        assemble[kMostCompilerWords + 1]; /* KILN_GATE_ASSEMBLE, KILN_GATE_LINK: commands, a word */
    char* link[kMostCompilerWords + 1];   /* a line; the word {object} stands for the object file */
};

/* 0: this is no compiler. The words stay where the environment has them, which must not change. */
int read_compiler_words(struct compiler_words* words);

/* Puts the object file's name in. */
void put_object(struct compiler_words* words, char* object);

#endif
