# target_options: how code written here is compiled. Nothing in this file touches a global flag or reaches a user of the library.

# Sanitizers for a target, from LOOPSOCK_SANITIZE; lwIP is given them too. Programs inside this build link with them as well.
function(loopsock_sanitize target)
  if(LOOPSOCK_SANITIZE)
    target_compile_options(${target} PRIVATE
      -fsanitize=${LOOPSOCK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC $<BUILD_INTERFACE:-fsanitize=${LOOPSOCK_SANITIZE}>)
    # The thread sanitizer does not model fences. Here they only order wishes (fastpath/channel.hpp), never data, so nothing is missed;
    # GCC warns of every one.
    if(LOOPSOCK_SANITIZE STREQUAL "thread")
      target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-tsan>)
    endif()
  endif()
endfunction()

# Our warnings, our language level, our include root.
function(loopsock_own_code target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(${target} PRIVATE
    $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall -Wextra -Wshadow -Wconversion>
    # Nobody puts other functions in the place of ours at run time: without this GCC inlines none of those that other files see, being -fPIC.
    $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>
    $<$<CXX_COMPILER_ID:MSVC>:/W4 /permissive- /utf-8>)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    COMPILE_WARNING_AS_ERROR ${LOOPSOCK_WERROR})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/stack/include)
  loopsock_sanitize(${target})
endfunction()

# A part of the library with include paths of its own, whose objects go into the archive. Its folder adds the sources.
function(loopsock_add_room target)
  add_library(${target} OBJECT)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${target} PRIVATE Threads::Threads $<BUILD_INTERFACE:fmt::fmt-header-only>)
  loopsock_own_code(${target})
  target_sources(loopsock PRIVATE $<TARGET_OBJECTS:${target}>)
endfunction()
