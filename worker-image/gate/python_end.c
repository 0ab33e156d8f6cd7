/* Theory of operation. The interpreter ends by itself (Py_FinalizeEx). It joins threads, calls atexit
 * functions, flushes, gives signals their default back, collects, and takes apart all there is. The
 * last of these is what costs, and where nothing of the program's would run meanwhile nobody can tell
 * whether it is done. warm/python/kiln_end.py knows that; it is asked without a trace that the program
 * could find:
 *
 *   1 an audit hook sees the main program's file, then its code about to be executed
 *   2 the evaluation hook (PEP 523), set for that one call, unsets itself and evaluates; the outcome
 *     says which exit status the process is to have, if all can be flushed
 *   3 CPython's last sigaction(2) calls come when that is done. If it is silent then, that is the end;
 *     else an object goes to where the interpreter drops it after its collection, sys.ps2
 *   4 when that dies, it is asked again. If it is not silent, and what is left may be a library
 *     module's, all that the runtime held before the job is let go of, so that the interpreter finds
 *     what a fresh one would. Another object goes to where it outlives the clearing of sys, as
 *     __builtins__ does in any module
 *   5 when that dies, nothing of the program's is left, and that is the end
 *
 * A Python of which this is not known to be so ends without us, and so does one whose status cannot
 * be told. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gate.h"
#include "python.h"

enum { kUnknown = -1 };

/* Of the module as which warm/python/sitecustomize.py shows itself at the gate. */
static object *shown, *flushed, *silent, *only_main_has_it, *let_go, *tracers;
static object* own_excepthook;

static enum { kBefore, kOpened, kRuns } phase; /* of the main program */
static object* main_file;                      /* what the interpreter calls its file */
static int status = kUnknown;
static int overheard; /* by audit hooks of the program */
static int waiting;   /* for step 3 */

/* Whether a function of sys gives anything but None. */
static int has(object* function) {
    object* value = py.PyObject_CallFunctionObjArgs(function, NULL);
    return value != py._Py_NoneStruct;
}

static int only_interpreter(void) {
    return py.PyInterpreterState_Next(py.PyInterpreterState_Head()) == NULL;
}

/* Tracing functions would hear us, too. */
static int is_traced(void) {
    for (long i = 0; i < py.PyTuple_Size(tracers); i++)
        if (has(py.PyTuple_GetItem(tracers, i))) return 1;
    return 0;
}

static int says_yes(object* function) {
    object* answer = py.PyObject_CallFunctionObjArgs(function, NULL);
    py.PyErr_Clear();
    const int yes = answer != NULL && py.PyObject_IsTrue(answer) == 1;
    if (answer != NULL) py.Py_DecRef(answer);
    return yes;
}

/* What the interpreter and libraries do from here on is to free memory. */
static _Noreturn void end(void) {
    fflush(NULL);
    if (is_rehearsal()) end_rehearsal();
    _exit(status & 0xff);
}

/* Whether the interpreter would do nothing but free memory, once it has taken its modules apart. */
static int is_known(void) {
    return status != kUnknown && !overheard && only_interpreter() && !is_traced() &&
           says_yes(flushed);
}

/* An object that calls a function when the interpreter drops what `name` of sys is. 0 if there is one
 * of the program's. */
static int leave_in_sys(const char* name, void (*then)(object*)) {
    static int anything;
    if (py.PySys_GetObject(name) != NULL) return 0;
    object* capsule = py.PyCapsule_New(&anything, NULL, then);
    const int left = capsule != NULL && py.PySys_SetObject(name, capsule) == 0;
    if (capsule != NULL) py.Py_DecRef(capsule);
    py.PyErr_Clear();
    return left;
}

/* Step 5. */
static void all_taken_apart(object* capsule) {
    (void)capsule;
    end();
}

static void let_all_go(void) {
    for (long i = 0; i < py.PyTuple_Size(let_go); i++)
        (void)py.PyObject_CallFunctionObjArgs(py.PyTuple_GetItem(let_go, i), NULL);
    py.PyErr_Clear();
}

static void let_ours_go(void) {
    object* const ours[] = {shown, flushed, silent, only_main_has_it, let_go, tracers};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) py.Py_DecRef(ours[i]);
}

/* Step 4. */
static void after_collection(object* capsule) {
    (void)capsule;
    const int is_known_still = status != kUnknown && is_known();
    if (is_known_still && says_yes(silent)) end();
    if (!is_known_still || !says_yes(only_main_has_it)) let_all_go();
    let_ours_go();
    if (is_known_still) (void)leave_in_sys("__builtins__", all_taken_apart);
}

static void wait_for_collection(void) {
    waiting = 0;
    if (leave_in_sys("ps2", after_collection)) return;
    let_all_go();
    let_ours_go();
}

/* Step 3. */
void hear_sigaction(void) {
    if (!waiting || gettid() != getpid() || !py.PyGILState_Check() || !py._Py_IsFinalizing())
        return;
    waiting = 0;
    if (!is_known())
        status = kUnknown;
    else if (says_yes(silent))
        end();
    wait_for_collection();
}

static int is_a(object* value, object* wanted) {
    object* kind = py.PyObject_Type(value);
    const int is = kind != NULL && py.PyType_IsSubtype(kind, wanted);
    if (kind != NULL) py.Py_DecRef(kind);
    return is;
}

/* What the interpreter will make of a SystemExit (_Py_HandleSystemExit). */
static int status_of_exit(object* value) {
    object* code = value;
    if (value == NULL || value == py._Py_NoneStruct) return 0;
    if (is_a(value, *py.PyExc_SystemExit)) {
        object* kind = py.PyObject_Type(value);
        py.Py_DecRef(kind);
        if (kind != *py.PyExc_SystemExit) return kUnknown; /* its code may be a property */
        code = py.PyObject_GetAttrString(value, "code");
        if (code == NULL) return kUnknown;
        py.Py_DecRef(code);
    }
    if (code == py._Py_NoneStruct) return 0;
    if (!is_a(code, py.PyLong_Type)) return 1;
    const long number = py.PyLong_AsLong(code);
    return py.PyErr_Occurred() == NULL ? (int)number & 0xff : kUnknown;
}

static int status_of(object* result) {
    object *type, *value, *traceback;
    if (getenv("PYTHONINSPECT") != NULL) return kUnknown;
    if (result != NULL) return 0;
    if (py.PyErr_ExceptionMatches(*py.PyExc_KeyboardInterrupt)) return kUnknown;
    if (!py.PyErr_ExceptionMatches(*py.PyExc_SystemExit))
        return py.PySys_GetObject("excepthook") == own_excepthook ? 1 : kUnknown;
    py.PyErr_Fetch(&type, &value, &traceback);
    const int found = status_of_exit(value);
    py.PyErr_Clear();
    py.PyErr_Restore(type, value, traceback);
    return found;
}

/* CPython gives signals back that it has a function for: usually that of SIGINT is one. */
static int gives_signals_back(void) {
    struct sigaction now;
    return sigaction(SIGINT, NULL, &now) == 0 && now.sa_handler != SIG_DFL &&
           now.sa_handler != SIG_IGN;
}

/* Step 2. */
static object* evaluate_main(void* thread, void* frame, int throwing) {
    py._PyInterpreterState_SetEvalFrameFunc(py.PyInterpreterState_Get(),
                                            py._PyEval_EvalFrameDefault);
    status = kUnknown;
    object* result = py._PyEval_EvalFrameDefault(thread, frame, throwing);
    status = status_of(result);
    if (gives_signals_back()) return result;
    status = kUnknown; /* whether all could be flushed is only known in step 3 */
    object *type, *value, *traceback;
    py.PyErr_Fetch(&type, &value, &traceback);
    wait_for_collection();
    py.PyErr_Restore(type, value, traceback);
    return result;
}

static int is_main(object* code) {
    enum { kEqual = 2 }; /* Py_EQ */
    object* file = code == NULL ? NULL : py.PyObject_GetAttrString(code, "co_filename");
    const int same = file != NULL && py.PyObject_RichCompareBool(file, main_file, kEqual) == 1;
    if (file != NULL) py.Py_DecRef(file);
    return same;
}

/* Step 1. Must not fail: that would forbid what it hears of. */
static int hear_audit(const char* event, object* arguments, void* data) {
    (void)data;
    if (phase == kBefore && strcmp(event, "cpython.run_file") == 0) {
        main_file = py.PyTuple_GetItem(arguments, 0);
        if (main_file == NULL) return 0;
        py.Py_IncRef(main_file);
        phase = kOpened;
        status = 1; /* if it cannot be read, or compiled */
    } else if (phase == kOpened && strcmp(event, "exec") == 0) {
        if (is_main(py.PyTuple_GetItem(arguments, 0))) {
            py._PyInterpreterState_SetEvalFrameFunc(py.PyInterpreterState_Get(), evaluate_main);
            phase = kRuns;
        }
        py.PyErr_Clear();
    } else if (strcmp(event, "sys.addaudithook") == 0) {
        overheard = 1;
    } else if (waiting && strcmp(event, "sys.unraisablehook") == 0 && py._Py_IsFinalizing()) {
        status = kUnknown; /* a stream cannot be flushed */
    }
    return 0;
}

void watch_for_the_end(object* module) {
    shown = module;
    if (strncmp(py.Py_GetVersion(), "3.11.", 5) != 0) return;
    flushed = py.PyObject_GetAttrString(shown, "flushed");
    silent = py.PyObject_GetAttrString(shown, "silent");
    only_main_has_it = py.PyObject_GetAttrString(shown, "only_main_has_it");
    let_go = py.PyObject_GetAttrString(shown, "let_go");
    tracers = py.PyObject_GetAttrString(shown, "tracers");
    own_excepthook = py.PySys_GetObject("__excepthook__");
    if (flushed == NULL || silent == NULL || only_main_has_it == NULL || let_go == NULL ||
        tracers == NULL)
        return;
    if (py.PySys_AddAuditHook(hear_audit, NULL) != 0) return;
    waiting = 1;
}
