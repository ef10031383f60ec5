// sock_units: Wine's sock.c as it is, and the list of its units: 62 functions and the 5 set-ups that go through do_test.
#include "sock.c"

#include "units.h"

#define SETUP(number) \
    static void do_test_##number(void) { do_test(&tests[number]); }
SETUP(0)
SETUP(1)
SETUP(2)
SETUP(3)
SETUP(4)
_Static_assert(ARRAY_SIZE(tests) == 5, "each set-up is a unit");

#define UNIT(function, started) {#function, started, function},
static const struct conformance_unit units[] = {
#include "sock_units.inc"
    UNIT(do_test_0, 1) UNIT(do_test_1, 1) UNIT(do_test_2, 1) UNIT(do_test_3, 1) UNIT(do_test_4, 1)
    {NULL, 0, NULL},
};
_Static_assert(ARRAY_SIZE(units) == 67 + 1, "units.awk sees all that START_TEST calls");

const struct conformance_file conformance_sock = {"sock", Init, Exit, units};
