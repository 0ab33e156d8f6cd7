/* What the gate library knows of CPython: the names that its executable exports (no header of it is
 * needed to build this), and the two halves of what is done with them. All calls need its lock. */
#ifndef KILN_GATE_PYTHON_H
#define KILN_GATE_PYTHON_H

typedef struct object object; /* a PyObject, of which we know nothing */
typedef object* (*evaluate_fn)(void* thread, void* frame, int throwing);
typedef int (*audit_fn)(const char* event, object* arguments, void* data);

struct python {
    const char* (*Py_GetVersion)(void);
    int (*PyGILState_Ensure)(void);
    void (*PyGILState_Release)(int);
    int (*PyGILState_Check)(void);
    void (*PyOS_AfterFork_Child)(void);
    int (*PySys_AddAuditHook)(audit_fn, void*);
    object* (*PySys_GetObject)(const char*);
    int (*PySys_SetObject)(const char*, object*);
    void* (*PyInterpreterState_Get)(void);
    void* (*PyInterpreterState_Head)(void);
    void* (*PyInterpreterState_Next)(void*);
    void (*_PyInterpreterState_SetEvalFrameFunc)(void*, evaluate_fn);
    evaluate_fn _PyEval_EvalFrameDefault;
    int (*_Py_IsFinalizing)(void);
    object* (*PyTuple_GetItem)(object*, long);
    long (*PyTuple_Size)(object*);
    object* (*PyObject_GetAttrString)(object*, const char*);
    int (*PyObject_RichCompareBool)(object*, object*, int);
    int (*PyType_IsSubtype)(object*, object*);
    int (*PyObject_IsTrue)(object*);
    object* (*PyObject_Type)(object*);
    object* (*PyObject_CallFunctionObjArgs)(object*, ...);
    object* (*PyImport_AddModule)(const char*);
    object* (*PyImport_GetModuleDict)(void);
    object* (*PyModule_GetDict)(object*);
    object* (*PyDict_GetItemString)(object*, const char*);
    int (*PyBytes_AsStringAndSize)(object*, char**, long*);
    object* (*PyCapsule_New)(void*, const char*, void (*)(object*));
    void (*PyObject_GC_UnTrack)(object*);
    void (*PyObject_GC_Track)(object*);
    int (*PyErr_ExceptionMatches)(object*);
    void (*PyErr_Fetch)(object**, object**, object**);
    void (*PyErr_Restore)(object*, object*, object*);
    object* (*PyErr_Occurred)(void);
    void (*PyErr_Clear)(void);
    long (*PyLong_AsLong)(object*);
    void (*Py_IncRef)(object*);
    void (*Py_DecRef)(object*);
    object** PyExc_SystemExit;
    object** PyExc_KeyboardInterrupt;
    object* _Py_NoneStruct;
    object* PyLong_Type;
};

/* python.c; filled in by meet_python(), where knows_python(). */
extern struct python py;

/* python_end.c. Once at the gate, before the first fork. Lets go of the module in the end. */
void watch_for_the_end(object* module);

/* python_end.c. A signal's disposition is about to be changed; from anywhere, in any program. */
void hear_sigaction(void);

#endif
