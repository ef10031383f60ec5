// tap_text: what LOOPSOCK_TAP may say.
#include "stack/tap_text.hpp"

#include "tests/support/catch.hpp"

using namespace loopsock;

TEST_CASE("tap_text: a name alone, and everything there is") {
  described_tap plain;
  CHECK(read_tap("tap0", plain).empty());
  CHECK(plain.wishes.name == "tap0");
  CHECK_FALSE(plain.wishes.dhcp);

  described_tap all;
  CHECK(read_tap("t,10.9.0.2/24,10.9.0.1,fd00:9::2/64,fe80::1,dns=10.9.0.1,dns=fd00:9::1,slaac", all).empty());
  CHECK(all.wishes.ipv4.address == ip_address::v4(10, 9, 0, 2));
  CHECK(all.wishes.ipv4.prefix == 24);
  CHECK(all.wishes.gateway4 == ip_address::v4(10, 9, 0, 1));
  CHECK(all.wishes.ipv6.prefix == 64);
  CHECK(all.wishes.gateway6.is_link_local_v6());
  CHECK(all.dns.size() == 2);
  CHECK(all.wishes.slaac);

  described_tap asked;
  CHECK(read_tap("t,dhcp", asked).empty());
  CHECK(asked.wishes.dhcp);
}

TEST_CASE("tap_text: the first word that makes no sense is named") {
  const auto wrong = [](std::string_view text) {
    described_tap out;
    return std::string(read_tap(text, out));
  };
  CHECK(wrong("") == "an empty name");
  CHECK(wrong(",dhcp") == "an empty name");
  CHECK(wrong("t,,dhcp") == "an empty word");
  CHECK(wrong("t,dhcpp") == "dhcpp");
  CHECK(wrong("t,10.9.0.2/33") == "10.9.0.2/33");
  CHECK(wrong("t,10.9.0.2/2x") == "10.9.0.2/2x");
  CHECK(wrong("t,fd00::/129") == "fd00::/129");
  CHECK(wrong("t,dns=here") == "dns=here");
}
