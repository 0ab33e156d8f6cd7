/* CPython, by the names its executable exports; in other programs all of this does nothing.
 *
 * Waking. At the gate the interpreter is inside open(2), for which it has let go of its lock; a
 * fork then needs what os.fork() does in the child: locks made anew, os.register_at_fork() hooks
 * (random among them).
 *
 * Ending. The interpreter's own end takes apart everything it ever loaded, page by copied page. Its
 * parts that a program can tell (threads, atexit functions, flushing, the program's own modules) are
 * done by end() of warm/python/sitecustomize.py instead, and then the process is over. For that the
 * main program's frame has to be watched, without adding one that a traceback would show:
 *
 *   1 an audit hook sees the main program's file, then its code about to be executed
 *   2 the evaluation hook (PEP 523), set for that one call, unsets itself and evaluates
 *   3 when that returns, the outcome goes to end(); what that does not know, an odd exit code or
 *     threads that go on, takes the interpreter's own way */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gate.h"

typedef struct object object; /* a PyObject, of which we know nothing */
typedef object* (*evaluate_fn)(void* thread, void* frame, int throwing);
typedef int (*audit_fn)(const char* event, object* arguments, void* data);

static struct {
    int (*PyGILState_Ensure)(void);
    void (*PyGILState_Release)(int);
    void (*PyOS_AfterFork_Child)(void);
    int (*PySys_AddAuditHook)(audit_fn, void*);
    void* (*PyInterpreterState_Get)(void);
    void (*_PyInterpreterState_SetEvalFrameFunc)(void*, evaluate_fn);
    evaluate_fn _PyEval_EvalFrameDefault;
    object* (*PyTuple_GetItem)(object*, long);
    object* (*PyObject_GetAttrString)(object*, const char*);
    int (*PyObject_RichCompareBool)(object*, object*, int);
    object* (*PyObject_CallFunctionObjArgs)(object*, ...);
    object* (*PyImport_AddModule)(const char*);
    object* (*PyModule_GetDict)(object*);
    void (*PyObject_GC_UnTrack)(object*);
    void (*PyObject_GC_Track)(object*);
    int (*PyErr_ExceptionMatches)(object*);
    void (*PyErr_Fetch)(object**, object**, object**);
    void (*PyErr_NormalizeException)(object**, object**, object**);
    void (*PyErr_Restore)(object*, object*, object*);
    void (*PyErr_Clear)(void);
    void (*PyErr_Print)(void);
    void (*PyErr_SetObject)(object*, object*);
    object* (*PyLong_FromLong)(long);
    long (*PyLong_AsLong)(object*);
    void (*Py_IncRef)(object*);
    void (*Py_DecRef)(object*);
    object** PyExc_SystemExit;
    object** PyExc_KeyboardInterrupt;
    object* _Py_NoneStruct;
    void* PyFunction_Type;
} py;

/* In the order of the members. */
static const char* const kNames[] = {"PyGILState_Ensure",
                                     "PyGILState_Release",
                                     "PyOS_AfterFork_Child",
                                     "PySys_AddAuditHook",
                                     "PyInterpreterState_Get",
                                     "_PyInterpreterState_SetEvalFrameFunc",
                                     "_PyEval_EvalFrameDefault",
                                     "PyTuple_GetItem",
                                     "PyObject_GetAttrString",
                                     "PyObject_RichCompareBool",
                                     "PyObject_CallFunctionObjArgs",
                                     "PyImport_AddModule",
                                     "PyModule_GetDict",
                                     "PyObject_GC_UnTrack",
                                     "PyObject_GC_Track",
                                     "PyErr_ExceptionMatches",
                                     "PyErr_Fetch",
                                     "PyErr_NormalizeException",
                                     "PyErr_Restore",
                                     "PyErr_Clear",
                                     "PyErr_Print",
                                     "PyErr_SetObject",
                                     "PyLong_FromLong",
                                     "PyLong_AsLong",
                                     "Py_IncRef",
                                     "Py_DecRef",
                                     "PyExc_SystemExit",
                                     "PyExc_KeyboardInterrupt",
                                     "_Py_NoneStruct",
                                     "PyFunction_Type"};
_Static_assert(sizeof kNames / sizeof *kNames == sizeof py / sizeof(void*), "a name for each");

/* _status(), _end() and _take_apart() of warm/python/sitecustomize.py. */
static object *status_function, *end_function, *take_apart_function;
static object* main_file;    /* what the interpreter calls the program's file */
static object* main_held[3]; /* references to its function, from its frame and from
                                 PyEval_EvalCode, and to its names, from its frame */

static int known; /* this is CPython, and all names were found */

static int find_names(void) {
    for (size_t i = 0; i < sizeof kNames / sizeof *kNames; i++) {
        void* found = dlsym(RTLD_DEFAULT, kNames[i]);
        if (found == NULL) return 0;
        memcpy((char*)&py + i * sizeof found, &found, sizeof found);
    }
    return 1;
}

/* What the interpreter's C functions, to which we shall not return, hold of the main program: its
 * module, and what its frame refers to. Else nothing of it would be gone when the collector looks. */
static void let_go_of_main(void) {
    object* module = py.PyImport_AddModule("__main__");
    if (module != NULL) py.Py_DecRef(module);
    for (int i = 0; i < 3; i++)
        if (main_held[i] != NULL) py.Py_DecRef(main_held[i]);
}

/* Ends the process, if end() will; else leaves everything to the interpreter. */
static void end_in_stages(object* status) {
    object* done = py.PyObject_CallFunctionObjArgs(end_function, status, NULL);
    py.PyErr_Clear();
    if (done == NULL || done == py._Py_NoneStruct) return;
    let_go_of_main();
    (void)py.PyObject_CallFunctionObjArgs(take_apart_function, NULL);
    py.PyErr_Clear();
    fflush(NULL);
    _exit((int)(py.PyLong_AsLong(status) & 0xff));
}

/* SystemExit is set: what status it means, and nothing is set any more. NULL: only the interpreter
 * can tell. */
static object* take_status(void) {
    object *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    py.PyErr_NormalizeException(&type, &value, &traceback);
    object* status = py.PyObject_CallFunctionObjArgs(status_function, value, NULL);
    py.PyErr_Clear();
    if (status == NULL || status == py._Py_NoneStruct) {
        py.PyErr_Restore(type, value, traceback);
        return NULL;
    }
    /* Before the end: a traceback holds what is to be taken apart. */
    for (object* const* each = (object* const[]){type, value, traceback, NULL}; *each != NULL;
         each++)
        py.Py_DecRef(*each);
    return status;
}

/* Step 3. Comes back with the exception set that the interpreter is to end by, if any. */
static void main_has_ended(object* result) {
    if (result != NULL) {
        end_in_stages(py.PyLong_FromLong(0));
    } else if (py.PyErr_ExceptionMatches(*py.PyExc_SystemExit)) {
        object* status = take_status();
        if (status == NULL) return;
        end_in_stages(status);
        py.PyErr_SetObject(*py.PyExc_SystemExit, status);
    } else if (!py.PyErr_ExceptionMatches(*py.PyExc_KeyboardInterrupt)) {
        py.PyErr_Print();
        end_in_stages(py.PyLong_FromLong(1));
    }
}

/* A frame begins with its function, its globals, its builtins and its locals (3.11). Where it
 * begins with something else nothing is let go of, and the program's objects may outlive it. */
static void note_frame(void* const* frame) {
    const struct {
        long references;
        void* type;
    }* function = frame[0];
    if (function == NULL || function->type != py.PyFunction_Type || frame[1] != frame[3]) return;
    main_held[0] = main_held[1] = frame[0];
    main_held[2] = frame[3];
}

/* Step 2. */
static object* evaluate_main(void* thread, void* frame, int throwing) {
    note_frame(frame);
    py._PyInterpreterState_SetEvalFrameFunc(py.PyInterpreterState_Get(),
                                            py._PyEval_EvalFrameDefault);
    object* result = py._PyEval_EvalFrameDefault(thread, frame, throwing);
    main_has_ended(result);
    return result;
}

/* Step 1. Must not fail: that would forbid what it hears of. */
static int hear_audit(const char* event, object* arguments, void* data) {
    enum { kEqual = 2 }; /* Py_EQ */
    (void)data;
    if (end_function == NULL) return 0;
    if (main_file == NULL && strcmp(event, "cpython.run_file") == 0) {
        main_file = py.PyTuple_GetItem(arguments, 0);
        if (main_file != NULL) py.Py_IncRef(main_file);
    } else if (main_file != NULL && strcmp(event, "exec") == 0) {
        object* code = py.PyTuple_GetItem(arguments, 0);
        object* file = code == NULL ? NULL : py.PyObject_GetAttrString(code, "co_filename");
        if (file != NULL && py.PyObject_RichCompareBool(file, main_file, kEqual) == 1) {
            py._PyInterpreterState_SetEvalFrameFunc(py.PyInterpreterState_Get(), evaluate_main);
            main_file = NULL;
        }
        if (file != NULL) py.Py_DecRef(file);
        py.PyErr_Clear();
    }
    return 0;
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
    object* module = py.PyImport_AddModule("sitecustomize");
    if (module != NULL) status_function = py.PyObject_GetAttrString(module, "_status");
    if (status_function != NULL)
        take_apart_function = py.PyObject_GetAttrString(module, "_take_apart");
    if (take_apart_function != NULL) end_function = py.PyObject_GetAttrString(module, "_end");
    py.PyErr_Clear();
    if (end_function != NULL && py.PySys_AddAuditHook(hear_audit, NULL) != 0) end_function = NULL;
    py.PyErr_Clear();
    py.PyGILState_Release(state);
}
