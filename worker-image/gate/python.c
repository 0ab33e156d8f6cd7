/* CPython, by the names its executable exports; in other programs all of this does nothing.
 *
 * Waking. At the gate the interpreter is inside open(2), for which it has let go of its lock; a
 * fork then needs what os.fork() does in the child: locks made anew, os.register_at_fork() hooks. */
#include "python.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "gate.h"

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

static int known; /* this is CPython, and all names were found */

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

void meet_python(void) {
    known = find_names();
}

int knows_python(void) {
    return known;
}

void wake_python(void) {
    if (!known) return;
    const int state = py.PyGILState_Ensure();
    py.PyOS_AfterFork_Child();
    thaw_main();
    watch_for_the_end();
    py.PyErr_Clear();
    py.PyGILState_Release(state);
}
