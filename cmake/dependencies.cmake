# dependencies: fmt and Asio, both header-only and both invisible to whoever links the library. Found on the machine, else fetched at a
# pinned commit. (Catch2 is in tests/CMakeLists.txt, lwIP in lwip_source.cmake.)

include(FetchContent)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

FetchContent_Declare(fmt
  GIT_REPOSITORY https://github.com/fmtlib/fmt.git
  GIT_TAG e69e5f977d458f2650bb346dadf2ad30c5320281  # 10.2.1
  SYSTEM
  FIND_PACKAGE_ARGS 9)
set(FMT_INSTALL OFF)
FetchContent_MakeAvailable(fmt)

# Asio ships no CMake files.
find_path(LOOPSOCK_ASIO_INCLUDE_DIR asio.hpp DOC "The folder that holds asio.hpp (1.22 or later)")
if(NOT LOOPSOCK_ASIO_INCLUDE_DIR)
  FetchContent_Declare(asio
    GIT_REPOSITORY https://github.com/chriskohlhoff/asio.git
    GIT_TAG 12e0ce9e0500bf0f247dbd1ae894272656456079  # 1.30.2
    SOURCE_SUBDIR no-cmake-files-here)
  FetchContent_MakeAvailable(asio)
  set(LOOPSOCK_ASIO_INCLUDE_DIR ${asio_SOURCE_DIR}/asio/include)
endif()

# Linked by stack/host alone, and only for building.
add_library(loopsock_asio INTERFACE)
target_include_directories(loopsock_asio SYSTEM INTERFACE ${LOOPSOCK_ASIO_INCLUDE_DIR})
target_compile_definitions(loopsock_asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED)
target_link_libraries(loopsock_asio INTERFACE Threads::Threads)
