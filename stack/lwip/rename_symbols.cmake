# rename_symbols: reads the symbols that lwIP defines out of a compiled archive and writes a header that renames each of them.
#
#   lwIP's sources ──► lwip_probe (archive) ──nm──► lwip_names.h ──► -include'd into lwIP proper and into our glue
#                                                          #define tcp_new loopsock_lwip_tcp_new
#
# A program may link an lwIP of its own beside ours; nothing of ours may then be called by its names. Renaming in the source works with
# every compiler and with link-time optimisation, where visibility and objcopy do not.
#
# Run with cmake -P. NM: the tool. PROBE: the archive. HEADERS: lwIP's include folder. OUTPUT: what to write.

cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND "${NM}" -g -P "${PROBE}"
  OUTPUT_VARIABLE listing ERROR_VARIABLE complaint RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "loopsock: ${NM} could not read ${PROBE}: ${complaint}")
endif()

# POSIX format: "name type value size", one to a line; U is what others define.
string(REGEX MATCHALL "[^\n]+" lines "${listing}")
set(names sys_now sys_timeouts_init)  # lwIP only calls them; our glue defines them
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z_][A-Za-z_0-9]*) [ABCDGRSTVW]( |$)")
    list(APPEND names ${CMAKE_MATCH_1})
  endif()
endforeach()
list(REMOVE_DUPLICATES names)
list(SORT names)
list(LENGTH names count)
if(count LESS 100)
  message(FATAL_ERROR "loopsock: only ${count} symbols found in ${PROBE}, so ${NM} cannot read them")
endif()

# A header that says `#ifndef lwip_itoa` would take our macro for a port's own function. arch/cc.h has to provide such names.
file(GLOB headers "${HEADERS}/lwip/*.h")
foreach(header IN LISTS headers)
  file(STRINGS "${header}" guards REGEX "^[ \t]*#[ \t]*if(ndef|.*defined)")
  foreach(guard IN LISTS guards)
    string(REGEX MATCHALL "[a-z_][a-z_0-9]*" words "${guard}")
    foreach(word IN LISTS words)
      if(word IN_LIST names)
        message(FATAL_ERROR "loopsock: ${header} lets a port replace ${word}: define it in stack/lwip/arch/cc.h")
      endif()
    endforeach()
  endforeach()
endforeach()

set(text "// Written by rename_symbols.cmake from what lwIP defines; not to be edited.\n#pragma once\n")
foreach(name IN LISTS names)
  string(APPEND text "#define ${name} loopsock_lwip_${name}\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}")
