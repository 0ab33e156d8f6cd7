#include "compiler_words.h"

#include <stdlib.h>
#include <string.h>

#include "pool/protocol/gate_environment.h"

/* Cuts the variable's value into words, in a copy. 0 if it is not there or too long. */
static int split(const char* name, char** words, char* copy, size_t room) {
    const char* value = getenv(name);
    if (value == NULL || strlen(value) >= room) return 0;
    strcpy(copy, value);
    size_t count = 0;
    for (char* word = strtok(copy, "\n"); word != NULL; word = strtok(NULL, "\n")) {
        if (count == kMostCompilerWords) return 0;
        words[count++] = word;
    }
    words[count] = NULL;
    return count > 0;
}

int read_compiler_words(struct compiler_words* words) {
    static char headers[KILN_GATE_HEADERS_SIZE], source[KILN_GATE_SOURCE_SIZE];
    static char assemble[1024], link[6144];
    const char *given = getenv("KILN_GATE_HEADERS"), *name = getenv("KILN_GATE_SOURCE");
    if (given == NULL || name == NULL || strlen(given) >= sizeof headers ||
        strlen(name) >= sizeof source)
        return 0;
    words->headers = strcpy(headers, given);
    words->source = strcpy(source, name);
    return split("KILN_GATE_ASSEMBLE", words->assemble, assemble, sizeof assemble) &&
           split("KILN_GATE_LINK", words->link, link, sizeof link);
}

void put_object(struct compiler_words* words, char* object) {
    for (char** list = words->assemble; list != NULL;
         list = list == words->assemble ? words->link : NULL)
        for (char** word = list; *word != NULL; word++)
            if (strcmp(*word, "{object}") == 0) *word = object;
}
