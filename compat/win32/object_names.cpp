#include "compat/win32/object_names.hpp"

#include <map>
#include <mutex>
#include <new>
#include <string>

namespace loopsock::compat {
namespace {

struct name_list {
  host::spin_mutex lock;
  std::map<std::wstring, kernel_object*, std::less<>> objects;
};

name_list& all() noexcept {
  static name_list& one = *new name_list;  // leaked on purpose: a late close at exit finds it
  return one;
}

// Windows has a space of names per session, which is what plain names mean, and a global one; a process sees no difference.
std::wstring_view without_prefix(std::wstring_view name) noexcept {
  for (const std::wstring_view prefix : {L"Local\\", L"Global\\"}) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

}  // namespace

bool object_names::is_valid(std::wstring_view name) noexcept {
  return without_prefix(name).find(L'\\') == std::wstring_view::npos;
}

object_names::found object_names::find_or_name(std::wstring_view name, ref<kernel_object> fresh) noexcept {
  name = without_prefix(name);
  name_list& names = all();
  const std::lock_guard lock(names.lock);
  const auto at = names.objects.find(name);
  if (at != names.objects.end() && at->second->hold_if_alive()) return {ref<kernel_object>::adopt(at->second), true};
  try {
    if (at != names.objects.end()) {
      at->second = fresh.get();  // the one that bore the name is about to be freed, and waits for this lock to say so
    } else {
      names.objects.emplace(name, fresh.get());
    }
  } catch (const std::bad_alloc&) {
    return {};
  }
  fresh->named_ = true;
  return {std::move(fresh), false};
}

void object_names::forget(kernel_object& object) noexcept {
  name_list& names = all();
  const std::lock_guard lock(names.lock);
  std::erase_if(names.objects, [&](const auto& entry) { return entry.second == &object; });
}

}  // namespace loopsock::compat
