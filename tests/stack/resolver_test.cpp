// Names of hosts: who is asked, in which order, and what each of them answers.
#include "stack/socket/resolver.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "stack/socket/hosts_file.hpp"
#include "stack/socket/protocol_table.hpp"
#include "stack/socket/service_table.hpp"
#include "tests/support/catch.hpp"

using namespace loopsock;

namespace {

const ip_address ten = ip_address::v4(10, 0, 0, 7);
const ip_address eleven = ip_address::v4(10, 0, 0, 8);

host_question only(ip_family family) {
  host_question question;
  question.family = family;
  return question;
}

// A resolver without a hosts file on a machine called "box".
struct story {
  resolver names{"", "box"};
  host_answer answer;
  lookup_result ask(std::string_view name, ip_family family = ip_family::none) {
    return names.lookup(name, only(family), answer);
  }
};

error one_address(std::string_view name, ip_family, std::vector<ip_address>& out, host::time_point) {
  if (name == "slow.example") return error::timed_out;
  if (name == "broken.example") return error::network_down;
  if (name == "known.example") out.push_back(ten);
  return error::none;
}

void two_links(std::vector<ip_address>& out) { out = {ten, ip_address::loopback_v4(), eleven}; }

// Named after the process, so that tests may run side by side.
struct temporary_file {
  std::string path;
  explicit temporary_file(const char* text) {
    const std::string name = "loopsock_hosts_" + std::to_string(::getpid());
    path = (std::filesystem::temp_directory_path() / name).string();
    std::ofstream(path) << text;
  }
  ~temporary_file() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE_METHOD(story, "resolver: a literal is its own answer, in its own family only") {
  CHECK(ask("127.1") == lookup_result::found);
  CHECK(answer.was_literal);
  CHECK(answer.addresses == std::vector{ip_address::loopback_v4()});
  CHECK(ask("[::1]:80") == lookup_result::found);
  CHECK(answer.addresses == std::vector{ip_address::loopback_v6()});
  CHECK(ask("fe80::1%4") == lookup_result::found);
  CHECK(answer.addresses.at(0).scope == 4);
  CHECK(ask("127.0.0.1", ip_family::v6) == lookup_result::no_data);
}

TEST_CASE_METHOD(story, "resolver: localhost and what lies under it is always loopback") {
  for (const char* name : {"localhost", "LocalHost", "localhost.", "a.b.localhost"}) {
    CHECK(ask(name) == lookup_result::found);
    CHECK(answer.addresses == std::vector{ip_address::loopback_v6(), ip_address::loopback_v4()});
    CHECK(ask(name, ip_family::v4) == lookup_result::found);
    CHECK(answer.addresses == std::vector{ip_address::loopback_v4()});
  }
  CHECK(ask("notlocalhost") == lookup_result::no_such_name);
  names.table().add("localhost", ten);
  CHECK(ask("localhost", ip_family::v4) == lookup_result::found);
  CHECK(answer.addresses == std::vector{ip_address::loopback_v4()});
}

TEST_CASE_METHOD(story, "resolver: the own name, and no name, are the interfaces' addresses but for loopback") {
  CHECK(ask("") == lookup_result::found);
  CHECK(answer.name == "box");
  CHECK(answer.addresses == std::vector{ip_address::loopback_v6(), ip_address::loopback_v4()});
  names.set_own_addresses(two_links);
  for (const char* name : {"", "box", "BOX", "..localmachine"}) {
    CHECK(ask(name) == lookup_result::found);
    CHECK(answer.addresses == std::vector{ten, eleven});
  }
  CHECK(ask("box", ip_family::v6) == lookup_result::no_data);
}

TEST_CASE_METHOD(story, "resolver: the table is added to and removed from at run time") {
  CHECK(ask("db") == lookup_result::no_such_name);
  CHECK(names.table().add("db", ten));
  CHECK_FALSE(names.table().add("DB", ten));
  CHECK(names.table().add("db", eleven));
  CHECK_FALSE(names.table().add("", ten));
  CHECK(ask("Db") == lookup_result::found);
  CHECK(answer.addresses == std::vector{ten, eleven});
  CHECK(ask("db", ip_family::v6) == lookup_result::no_data);
  CHECK(names.table().remove("db", ten) == 1);
  CHECK(ask("db") == lookup_result::found);
  CHECK(names.table().remove("db") == 1);
  CHECK(ask("db") == lookup_result::no_such_name);
}

TEST_CASE("resolver: a hosts file gives addresses, canonical names and aliases") {
  const temporary_file file(
      "# a comment\n"
      "10.0.0.7\tdb.example  db # reports\n"
      "nonsense here\n"
      "10.0.0.9\n"
      "fd00::7 db.example\r\n");
  const resolver names(file.path, "box");
  host_answer answer;
  CHECK(names.lookup("DB", {}, answer) == lookup_result::found);
  CHECK(answer.name == "db.example");
  CHECK(answer.aliases == std::vector<std::string>{"db"});
  CHECK(answer.addresses == std::vector{ten});
  CHECK(names.lookup("db.example", {}, answer) == lookup_result::found);
  CHECK(answer.addresses.size() == 2);
  CHECK(names.lookup("reports", {}, answer) == lookup_result::no_such_name);
  CHECK(names.reverse(ten, answer) == lookup_result::found);
  CHECK(answer.name == "db.example");
}

TEST_CASE_METHOD(story, "resolver: the DNS is asked last, and its failures are told apart") {
  CHECK(ask("known.example") == lookup_result::no_such_name);  // nobody to ask
  names.set_dns(one_address);
  CHECK(ask("known.example.") == lookup_result::found);
  CHECK(answer.addresses == std::vector{ten});
  CHECK(ask("unknown.example") == lookup_result::no_such_name);
  CHECK(ask("slow.example") == lookup_result::try_again);
  CHECK(ask("broken.example") == lookup_result::failed);
  names.table().add("known.example", eleven);
  CHECK(ask("known.example") == lookup_result::found);
  CHECK(answer.addresses == std::vector{eleven});
}

TEST_CASE_METHOD(story, "resolver: only configured families are asked of the DNS when the caller wants that") {
  names.set_dns(one_address);
  host_question question;
  question.only_configured = true;
  CHECK(names.lookup("known.example", question, answer) == lookup_result::no_such_name);  // loopback does not count
  names.set_own_addresses(two_links);
  CHECK(names.lookup("known.example", question, answer) == lookup_result::found);
}

TEST_CASE_METHOD(story, "resolver: an own address answers with the own name") {
  CHECK(names.reverse(ip_address::loopback_v4(), answer) == lookup_result::found);
  CHECK(answer.name == "box");
  CHECK(names.reverse(ten, answer) == lookup_result::no_such_name);
  names.table().add("db", ten);
  names.table().add("store", ten);
  CHECK(names.reverse(ten, answer) == lookup_result::found);
  CHECK(answer.name == "db");
  CHECK(answer.aliases == std::vector<std::string>{"store"});
}

TEST_CASE("services and protocols are found by name, alias and number, in whatever case") {
  REQUIRE(find_service("HTTP", "tcp") != nullptr);
  CHECK(find_service("HTTP", "tcp")->port == 80);
  CHECK(find_service("www", "")->port == 80);
  CHECK(find_service("domain", "udp")->port == 53);
  CHECK(find_service("http", "udp") == nullptr);
  CHECK(std::string(find_service(std::uint16_t(514), "udp")->name) == "syslog");
  CHECK(find_service(std::uint16_t(4), "") == nullptr);
  CHECK(find_protocol("IPv6-ICMP")->number == 58);
  CHECK(std::string(find_protocol(6)->name) == "tcp");
  CHECK(find_protocol(-1) == nullptr);
  CHECK(find_protocol(2) == nullptr);
}
