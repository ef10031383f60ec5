// console_keys: <conio.h> over the standard input. It goes past the C library's stream, so a program should not read from both.
#include <conio.h>

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace loopsock::compat {
namespace {

/// The terminal without lines and echo while it lives; nothing happens where there is no terminal.
class single_keys {
 public:
  single_keys() noexcept {
    active_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!active_) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  ~single_keys() {
    if (active_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  single_keys(const single_keys&) = delete;
  single_keys& operator=(const single_keys&) = delete;

 private:
  termios before_{};
  bool active_ = false;
};

}  // namespace
}  // namespace loopsock::compat

using loopsock::compat::single_keys;

extern "C" {

int _kbhit(void) {
  const single_keys mode;
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) == 1 ? 1 : 0;
}

int _getch(void) {
  const single_keys mode;
  unsigned char key = 0;
  ssize_t got = 0;
  do got = read(STDIN_FILENO, &key, 1);
  while (got < 0 && errno == EINTR);
  return got == 1 ? key : -1;
}

int _putch(int character) {
  const int printed = std::putc(character, stdout);
  std::fflush(stdout);
  return printed;
}

int _getche(void) {
  const int key = _getch();
  return key == -1 ? -1 : _putch(key);
}

}  // extern "C"
