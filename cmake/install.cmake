# install: `find_package(loopsock)` and pkg-config. The archive holds lwIP and the inline parts of fmt and Asio, so a user needs neither.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/loopsock)

install(TARGETS loopsock loopsock_winsock2 EXPORT loopsock-targets FILE_SET HEADERS)
install(DIRECTORY compat/include/ DESTINATION include/loopsock-winsock2)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT loopsock-targets NAMESPACE loopsock:: DESTINATION ${config_dir})
configure_package_config_file(cmake/loopsock-config.cmake.in loopsock-config.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(loopsock-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/loopsock-config.cmake ${PROJECT_BINARY_DIR}/loopsock-config-version.cmake DESTINATION ${config_dir})

configure_file(cmake/loopsock.pc.in loopsock.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/loopsock.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
