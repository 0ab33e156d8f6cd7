#include "node_api.h"

#include <dlfcn.h>
#include <string.h>

#include "gate.h"

#define EXPORTED __attribute__((visibility("default")))

/* In the order of the members. The last three are V8's: Isolate::GetCurrent(),
 * Isolate::RequestGarbageCollectionForTesting(GarbageCollectionType), V8::SetFlagsFromString(). */
static const char* const kNames[] = {
    "napi_open_handle_scope",
    "napi_close_handle_scope",
    "napi_create_reference",
    "napi_get_reference_value",
    "napi_delete_reference",
    "napi_get_named_property",
    "napi_set_named_property",
    "napi_define_properties",
    "napi_get_property_names",
    "napi_delete_property",
    "napi_get_array_length",
    "napi_get_element",
    "napi_set_element",
    "napi_create_int32",
    "napi_get_value_double",
    "napi_create_string_utf8",
    "napi_run_script",
    "napi_call_function",
    "_ZN2v87Isolate10GetCurrentEv",
    "_ZN2v87Isolate34RequestGarbageCollectionForTestingENS0_21GarbageCollectionTypeE",
    "_ZN2v82V818SetFlagsFromStringEPKc",
};
enum { kNameCount = sizeof kNames / sizeof *kNames };

struct node_api node;
void* environment;
static void* table; /* a reference to our exports */

/* Called by Node when warm/node.js loads us. Without exports it throws there. */
EXPORTED value napi_register_module_v1(void* env, value exports) {
    void* found[kNameCount];
    for (size_t i = 0; i < kNameCount; i++)
        if ((found[i] = dlsym(RTLD_DEFAULT, kNames[i])) == NULL) return NULL;
    memcpy(&node, found, sizeof found);
    if (node.napi_create_reference(env, exports, 1, &table) == 0) environment = env;
    return exports;
}

int knows_node(void) {
    return environment != NULL;
}

value get(value object, const char* name) {
    value result = NULL;
    (void)node.napi_get_named_property(environment, object, name, &result);
    return result;
}

value open_table(void** scope) {
    value result = NULL;
    if (node.napi_open_handle_scope(environment, scope) != 0) return NULL;
    (void)node.napi_get_reference_value(environment, table, &result);
    return result;
}

void close_table(void* scope) {
    (void)node.napi_close_handle_scope(environment, scope);
}

void drop_table(void) {
    (void)node.napi_delete_reference(environment, table);
}

double get_number(value object, const char* name) {
    double result = 0;
    (void)node.napi_get_value_double(environment, get(object, name), &result);
    return result;
}
