/* Theory of operation. CPython, by the names its executable exports; in other programs all of this does
 * nothing. At the gate the interpreter is inside stat(2) or open(2), for which it has let go of its lock.
 *
 *   1 meet_python   all that can be done before the first fork is done by then, and what that leaves
 *                   behind goes: whatever a child writes to is a page to be copied
 *   2 wake_python   a fork needs what os.fork() does in the child: locks made anew,
 *                   os.register_at_fork() hooks
 *   3 dress_python  its words become the job's, where those are not the runtime's own
 *
 * sitecustomize.py of warm/python has the other half, as a module that it shows here. Where there is none
 * it does all of this itself, when the gate lets it go on. */
#include "python.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "gate.h"
#include "pool/protocol/gate_environment.h"

struct python py;

/* In the order of the members. */
static const char* const kNames[] = {"Py_GetVersion",
                                     "PyGILState_Ensure",
                                     "PyGILState_Release",
                                     "PyGILState_Check",
                                     "PyOS_AfterFork_Child",
                                     "PySys_AddAuditHook",
                                     "PySys_GetObject",
                                     "PySys_SetObject",
                                     "PyInterpreterState_Get",
                                     "PyInterpreterState_Head",
                                     "PyInterpreterState_Next",
                                     "_PyInterpreterState_SetEvalFrameFunc",
                                     "_PyEval_EvalFrameDefault",
                                     "_Py_IsFinalizing",
                                     "PyTuple_GetItem",
                                     "PyTuple_Size",
                                     "PyObject_GetAttrString",
                                     "PyObject_RichCompareBool",
                                     "PyType_IsSubtype",
                                     "PyObject_IsTrue",
                                     "PyObject_Type",
                                     "PyObject_CallFunctionObjArgs",
                                     "PyImport_AddModule",
                                     "PyImport_GetModuleDict",
                                     "PyModule_GetDict",
                                     "PyDict_GetItemString",
                                     "PyBytes_AsStringAndSize",
                                     "PyCapsule_New",
                                     "PyObject_GC_UnTrack",
                                     "PyObject_GC_Track",
                                     "PyErr_ExceptionMatches",
                                     "PyErr_Fetch",
                                     "PyErr_Restore",
                                     "PyErr_Occurred",
                                     "PyErr_Clear",
                                     "PyLong_AsLong",
                                     "Py_IncRef",
                                     "Py_DecRef",
                                     "PyExc_SystemExit",
                                     "PyExc_KeyboardInterrupt",
                                     "_Py_NoneStruct",
                                     "PyLong_Type"};
_Static_assert(sizeof kNames / sizeof *kNames == sizeof py / sizeof(void*), "a name for each");

static int known;         /* this is CPython, and all names were found */
static object* own_words; /* a function: the interpreter's words are read anew */
static char* its_words;   /* those it has, each with its end */
static long its_size;

static int find_names(void) {
    for (size_t i = 0; i < sizeof kNames / sizeof *kNames; i++) {
        void* found = dlsym(RTLD_DEFAULT, kNames[i]);
        if (found == NULL) return 0;
        memcpy((char*)&py + i * sizeof found, &found, sizeof found);
    }
    return 1;
}

/* gc.freeze() put all there was out of the collector's sight. The main program's names are to be
 * collected with what refers to them. */
static void thaw_main(void) {
    object* module = py.PyImport_AddModule("__main__");
    if (module == NULL) return;
    object* names = py.PyModule_GetDict(module);
    py.PyObject_GC_UnTrack(names);
    py.PyObject_GC_Track(names);
}

/* What the module holds, as long as it does. */
static object* borrow(object* shown, const char* name) {
    object* found = py.PyObject_GetAttrString(shown, name);
    if (found != NULL) py.Py_DecRef(found);
    return found;
}

/* What it returns stays for good. */
static int call(object* shown, const char* name) {
    object* function = borrow(shown, name);
    return function != NULL && py.PyObject_CallFunctionObjArgs(function, NULL) != NULL;
}

/* A half-made runtime would not end like a fresh one: better none. */
static void prepare(object* shown) {
    object* words = borrow(shown, "words");
    own_words = borrow(shown, "own_words");
    if (words == NULL || own_words == NULL ||
        py.PyBytes_AsStringAndSize(words, &its_words, &its_size) != 0 || !call(shown, "freeze"))
        _exit(KILN_GATE_GAVE_UP);
    thaw_main();
    watch_for_the_end(shown);
    if (!call(shown, "settle")) _exit(KILN_GATE_GAVE_UP);
    take_free_memory();
}

/* Step 1. */
void meet_python(void) {
    known = find_names();
    if (!known) return;
    const int state = py.PyGILState_Ensure();
    object* shown = py.PyDict_GetItemString(py.PyImport_GetModuleDict(), "kiln");
    if (shown != NULL) {
        py.Py_IncRef(shown); /* it goes from sys.modules */
        prepare(shown);
    }
    py.PyErr_Clear();
    py.PyGILState_Release(state);
}

int knows_python(void) {
    return known;
}

/* Step 2. */
void wake_python(void) {
    if (!known) return;
    const int state = py.PyGILState_Ensure();
    py.PyOS_AfterFork_Child();
    py.PyErr_Clear();
    py.PyGILState_Release(state);
}

/* Words lie one behind another, those of the environment after the arguments (image.c). */
static int has_words(const struct job_words* words, unsigned argc, unsigned envc) {
    const char* const last = envc > 0 ? words->envp[envc - 1] : words->argv[argc - 1];
    const long size = last + strlen(last) + 1 - words->argv[0];
    return size == its_size && memcmp(words->argv[0], its_words, (size_t)size) == 0;
}

/* Step 3. */
void dress_python(const struct job_words* words, unsigned argc, unsigned envc) {
    if (own_words == NULL || has_words(words, argc, envc)) return;
    const int state = py.PyGILState_Ensure();
    (void)py.PyObject_CallFunctionObjArgs(own_words, NULL);
    py.PyErr_Clear();
    py.PyGILState_Release(state);
}
