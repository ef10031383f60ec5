// error_table: lwIP's err_t as our error, in one table.
#pragma once

#include <lwip/err.h>

#include <loopsock/error.hpp>

namespace loopsock::lwip {

error error_of(err_t code) noexcept;

}  // namespace loopsock::lwip
