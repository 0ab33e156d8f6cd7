/* Node's stable interface for addons (Node-API), and three names of V8's that its executable exports.
 * Everything is called on Node's main thread, inside one of its calls. */
#ifndef KILN_GATE_NODE_API_H
#define KILN_GATE_NODE_API_H

#include <stddef.h>
#include <stdint.h>

typedef struct value* value; /* a napi_value */

struct property { /* a napi_property_descriptor */
    const char* name;
    value name_value;
    void *method, *getter, *setter;
    value value;
    int attributes;
    void* data;
};
enum { kEnumerable = 2, kConfigurable = 4 };

struct node_api {
    int (*napi_open_handle_scope)(void*, void**);
    int (*napi_close_handle_scope)(void*, void*);
    int (*napi_create_reference)(void*, value, unsigned, void**);
    int (*napi_get_reference_value)(void*, void*, value*);
    int (*napi_delete_reference)(void*, void*);
    int (*napi_get_named_property)(void*, value, const char*, value*);
    int (*napi_set_named_property)(void*, value, const char*, value);
    int (*napi_define_properties)(void*, value, size_t, const struct property*);
    int (*napi_get_property_names)(void*, value, value*);
    int (*napi_delete_property)(void*, value, value, _Bool*);
    int (*napi_get_array_length)(void*, value, uint32_t*);
    int (*napi_get_element)(void*, value, uint32_t, value*);
    int (*napi_set_element)(void*, value, uint32_t, value);
    int (*napi_create_int32)(void*, int32_t, value*);
    int (*napi_get_value_double)(void*, value, double*);
    int (*napi_create_string_utf8)(void*, const char*, size_t, value*);
    int (*napi_run_script)(void*, value, value*);
    int (*napi_call_function)(void*, value, value, size_t, const value*, value*);
    void* (*current_isolate)(void);
    void (*collect)(void*, int);
    void (*set_flags)(const char*);
};

extern struct node_api node;
extern void* environment; /* a napi_env; NULL: not Node */

/* What warm/node.js has left in our exports, until close_table(). NULL: nothing can be had. */
value open_table(void** scope);
void close_table(void* scope);
/* The last use of it. */
void drop_table(void);

/* A property; NULL, or 0, where there is none. */
value get(value object, const char* name);
double get_number(value object, const char* name);

#endif
