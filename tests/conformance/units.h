// units: the test functions of one of Wine's files, each to be run in a process of its own.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

struct conformance_unit {
    const char *name;  // null: the list ends
    int started;       // it finds Winsock started, by the file's begin
    void (*run)(void);
};

struct conformance_file {
    const char *name;
    void (*begin)(void);  // around units that find Winsock started
    void (*end)(void);
    const struct conformance_unit *units;
};

extern const struct conformance_file conformance_sock;
extern const struct conformance_file conformance_protocol;

#ifdef __cplusplus
}
#endif
