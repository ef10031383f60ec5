// creating: what CreateEvent, CreateSemaphore and CreateMutex have in common: names in two alphabets, and what they answer.
//
// Threads  any.
#pragma once

#include <windows.h>

#include <new>
#include <source_location>
#include <string>
#include <string_view>

#include "compat/wide_text.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/object.hpp"
#include "compat/win32/object_names.hpp"

namespace loopsock::compat {

/// A name that a call was given, as wide text. Narrow names are UTF-8 as everywhere.
class given_name {
 public:
  given_name(const wchar_t* name) noexcept {
    if (name != nullptr) take([&] { return std::wstring(name); });
  }
  given_name(const char* name) noexcept {
    if (name != nullptr) take([&] { return widen(name); });
  }

  /// 0, or why there can be no object of that name.
  [[nodiscard]] int error() const noexcept {
    if (no_memory_) return ERROR_NOT_ENOUGH_MEMORY;
    if (text_.size() > MAX_PATH) return ERROR_FILENAME_EXCED_RANGE;
    return object_names::is_valid(text_) ? ERROR_SUCCESS : ERROR_PATH_NOT_FOUND;
  }
  /// Empty: the object has none.
  [[nodiscard]] std::wstring_view text() const noexcept { return text_; }

 private:
  template <class Make>
  void take(Make make) noexcept {
    try {
      text_ = make();
    } catch (const std::bad_alloc&) {
      no_memory_ = true;
    }
  }

  std::wstring text_;
  bool no_memory_ = false;
};

/// A handle of `fresh`, or of the object that bears the name already; sets the last error as Create… do.
template <class T>
HANDLE open_created(ref<T> fresh, const given_name& name,
                    std::source_location where = std::source_location::current()) noexcept {
  if (!fresh) return refuse_handle(ERROR_NOT_ENOUGH_MEMORY, where);
  const int unfit = name.error();
  if (unfit != ERROR_SUCCESS) return refuse_handle(unfit, where);
  object_names::found found{std::move(fresh)};
  if (!name.text().empty()) {
    found = object_names::find_or_name(name.text(), std::move(found.object));
    if (!found.object) return refuse_handle(ERROR_NOT_ENOUGH_MEMORY, where);
    if (found.object->kind() != T::kind_of_type) return refuse_handle(ERROR_INVALID_HANDLE, where);
  }
  const HANDLE handle = open_handle(std::move(found.object));
  if (handle == nullptr) return refuse_handle(ERROR_NOT_ENOUGH_MEMORY, where);
  set_last_error(found.existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
  return handle;
}

}  // namespace loopsock::compat
