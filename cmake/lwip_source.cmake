# lwip_source: finds lwIP's source and sets LOOPSOCK_LWIP_SOURCE to its folder, the one that holds src/core.
#
#   1. LOOPSOCK_LWIP_DIR, a folder that the user names (2.1.3 and 2.2.x are known to fit)
#   2. what fetch_lwip.sh has: its cache, else Debian's source package, else upstream's repository at a pinned commit
#
# No line of lwIP is part of this repository.

set(LOOPSOCK_LWIP_DIR "" CACHE PATH "An unpacked lwIP source to use; empty: cached, else fetched")
set(LOOPSOCK_LWIP_GIT https://git.savannah.nongnu.org/git/lwip.git CACHE STRING "lwIP's repository, the last resort")
mark_as_advanced(LOOPSOCK_LWIP_GIT)

if(LOOPSOCK_LWIP_DIR)
  set(LOOPSOCK_LWIP_SOURCE ${LOOPSOCK_LWIP_DIR})
else()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LOOPSOCK_LWIP_GIT=${LOOPSOCK_LWIP_GIT}
            sh ${CMAKE_CURRENT_LIST_DIR}/fetch_lwip.sh ${CMAKE_BINARY_DIR}/lwip-source
    OUTPUT_VARIABLE LOOPSOCK_LWIP_SOURCE OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_VARIABLE complaint ERROR_STRIP_TRAILING_WHITESPACE
    RESULT_VARIABLE failed)
  if(failed)
    string(REGEX REPLACE "^.*\n" "" complaint "${complaint}")
    message(FATAL_ERROR "${complaint}")
  endif()
endif()

if(NOT EXISTS ${LOOPSOCK_LWIP_SOURCE}/src/include/lwip/init.h)
  message(FATAL_ERROR "loopsock: ${LOOPSOCK_LWIP_SOURCE} holds no lwIP: src/include/lwip/init.h is missing")
endif()
set(lwip_version "")
file(STRINGS ${LOOPSOCK_LWIP_SOURCE}/src/include/lwip/init.h version_lines REGEX "define LWIP_VERSION_(MAJOR|MINOR|REVISION) ")
foreach(part IN ITEMS MAJOR MINOR REVISION)
  string(REGEX MATCH "LWIP_VERSION_${part} +([0-9]+)" found "${version_lines}")
  list(APPEND lwip_version "${CMAKE_MATCH_1}")
endforeach()
list(JOIN lwip_version "." lwip_version)
if(lwip_version VERSION_LESS 2.1.3)
  message(FATAL_ERROR "loopsock: lwIP ${lwip_version} in ${LOOPSOCK_LWIP_SOURCE} is too old: 2.1.3 or later is needed")
endif()
message(STATUS "lwIP ${lwip_version}: ${LOOPSOCK_LWIP_SOURCE}")
