// asio_echo: what a Linux programmer would write: Asio, which waits in epoll, over the kernel's TCP. Every step is one
// operation and its completion, as in port_echo.cpp. Compiled without loopsock's headers.
#include "asio_echo.hpp"

#include <array>
#include <asio.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "echo_count.hpp"
#include "port_echo.hpp"

namespace loopsock_bars {
namespace {

using asio::ip::tcp;

thread_local echo_count::counter* mine = nullptr;

// One end. It receives and sends in turn; a client counts what it has received.
class end {
 public:
  end(tcp::socket s, bool client, echo_count& count) : socket_(std::move(s)), client_(client), count_(count) {
    socket_.set_option(tcp::no_delay(true));
  }

  void send() {
    socket_.async_write_some(asio::buffer(bytes_.data() + done_, echo_bytes - done_),
                             [this](const std::error_code& failure, std::size_t n) {
                               if (failure) return finish();
                               if ((done_ += n) < echo_bytes) return send();
                               done_ = 0;
                               receive();
                             });
  }

  void receive() {
    socket_.async_read_some(asio::buffer(bytes_.data() + done_, echo_bytes - done_),
                            [this](const std::error_code& failure, std::size_t n) {
                              if (failure) return finish();
                              if ((done_ += n) < echo_bytes) return receive();
                              done_ = 0;
                              if (client_) mine->add();
                              if (client_ && count_.stopping()) return finish();
                              send();
                            });
  }

 private:
  void finish() {
    std::error_code ignored;
    socket_.close(ignored);
    count_.end_one();
  }

  tcp::socket socket_;
  bool client_;
  echo_count& count_;
  std::array<char, echo_bytes> bytes_{};
  std::size_t done_ = 0;
};

}  // namespace

double measure_asio_echo(unsigned connections, unsigned threads, std::chrono::milliseconds duration) {
  echo_count count;
  asio::io_context sides[2]{asio::io_context(static_cast<int>(threads)), asio::io_context(static_cast<int>(threads))};
  asio::io_context &server = sides[0], &client = sides[1];
  std::vector<std::unique_ptr<end>> clients, servers;
  tcp::acceptor listener(server, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  for (unsigned i = 0; i < connections; ++i) {
    tcp::socket caller(client);
    caller.connect(listener.local_endpoint());
    clients.push_back(std::make_unique<end>(std::move(caller), true, count));
    servers.push_back(std::make_unique<end>(listener.accept(), false, count));
  }

  for (const auto& one : servers) one->receive();
  for (const auto& one : clients) one->send();
  std::vector<std::thread> crew;
  for (unsigned i = 0; i < 2 * threads; ++i)
    crew.emplace_back([&, i] {
      mine = &count.of_thread(i);
      sides[i % 2].run();
    });
  const double answer = count.per_second(duration);
  count.stop();
  count.wait_until_ended(2 * connections);
  for (std::thread& one : crew) one.join();
  return answer;
}

}  // namespace loopsock_bars
