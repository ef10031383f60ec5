// asio: the one way in which this library includes Asio.
//
// Asio is header-only here, so its functions are compiled into our objects as weak symbols. Were they called asio::…, a program that
// uses Asio too, of another version or with other flags, would run either of the two at the linker's whim. They are called
// loopsock_asio::… instead, and code inside namespace loopsock says `asio::` as everybody does.
//
// Only stack/host may include this file.
#pragma once

#ifdef ASIO_DETAIL_CONFIG_HPP
#error "loopsock: <asio.hpp> came before stack/host/asio.hpp, under its own name"
#endif

#define asio loopsock_asio
// Two C functions, which no namespace keeps apart.
#define asio_detail_posix_thread_function loopsock_asio_detail_posix_thread_function
#define asio_signal_handler loopsock_asio_signal_handler
// Namespaces beside `asio`: all of 1.22's. tests/symbols.sh finds one that a later Asio adds.
#define asio_execution_bulk_execute_fn loopsock_asio_execution_bulk_execute_fn
#define asio_execution_connect_fn loopsock_asio_execution_connect_fn
#define asio_execution_execute_fn loopsock_asio_execution_execute_fn
#define asio_execution_schedule_fn loopsock_asio_execution_schedule_fn
#define asio_execution_set_done_fn loopsock_asio_execution_set_done_fn
#define asio_execution_set_error_fn loopsock_asio_execution_set_error_fn
#define asio_execution_set_value_fn loopsock_asio_execution_set_value_fn
#define asio_execution_start_fn loopsock_asio_execution_start_fn
#define asio_execution_submit_fn loopsock_asio_execution_submit_fn
#define asio_handler_alloc_helpers loopsock_asio_handler_alloc_helpers
#define asio_handler_cont_helpers loopsock_asio_handler_cont_helpers
#define asio_handler_invoke_helpers loopsock_asio_handler_invoke_helpers
#define asio_prefer_fn loopsock_asio_prefer_fn
#define asio_query_fn loopsock_asio_query_fn
#define asio_require_concept_fn loopsock_asio_require_concept_fn
#define asio_require_fn loopsock_asio_require_fn

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#undef asio
#undef asio_detail_posix_thread_function
#undef asio_signal_handler

namespace loopsock {
namespace asio = ::loopsock_asio;
}
