# commit: run at every build; writes a header with the commit that is built, and touches it only when that has changed. Asked when the
# program runs, git would name whatever is checked out then.
cmake_minimum_required(VERSION 3.25...4.2)

execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR commit STREQUAL "")
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define LOOPSOCK_BARS_COMMIT \"@commit@\"\n" @ONLY)
