#include "net/addresses.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace burnish::net {
namespace {

struct Row {
  const char* address;
  AddressKind kind;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.address; }

constexpr Row rows[] = {
    {"8.8.8.8", AddressKind::Public},
    {"1.1.1.1", AddressKind::Public},
    {"9.255.255.255", AddressKind::Public},
    {"11.0.0.0", AddressKind::Public},
    {"172.15.255.255", AddressKind::Public},
    {"172.32.0.0", AddressKind::Public},
    {"192.167.255.255", AddressKind::Public},
    {"192.169.0.0", AddressKind::Public},
    {"100.63.255.255", AddressKind::Public},
    {"100.128.0.0", AddressKind::Public},
    {"223.255.255.255", AddressKind::Public},
    {"0.0.0.0", AddressKind::Unspecified},
    {"0.1.2.3", AddressKind::Unspecified},
    {"10.0.0.1", AddressKind::Private},
    {"10.255.255.255", AddressKind::Private},
    {"100.64.0.1", AddressKind::Shared},
    {"100.127.255.255", AddressKind::Shared},
    {"127.0.0.1", AddressKind::Loopback},
    {"127.255.255.254", AddressKind::Loopback},
    {"169.254.169.254", AddressKind::LinkLocal},
    {"172.16.0.1", AddressKind::Private},
    {"172.31.255.255", AddressKind::Private},
    {"192.0.2.1", AddressKind::Reserved},
    {"192.168.1.1", AddressKind::Private},
    {"198.19.0.1", AddressKind::Reserved},
    {"203.0.113.7", AddressKind::Reserved},
    {"224.0.0.1", AddressKind::Multicast},
    {"239.255.255.255", AddressKind::Multicast},
    {"240.0.0.1", AddressKind::Reserved},
    {"255.255.255.255", AddressKind::Reserved},
    {"::", AddressKind::Unspecified},
    {"::1", AddressKind::Loopback},
    {"::2", AddressKind::Unspecified},
    {"::127.0.0.1", AddressKind::Loopback},
    {"::ffff:127.0.0.1", AddressKind::Loopback},
    {"::ffff:10.1.2.3", AddressKind::Private},
    {"::ffff:169.254.169.254", AddressKind::LinkLocal},
    {"::ffff:8.8.8.8", AddressKind::Public},
    {"64:ff9b::10.0.0.1", AddressKind::Private},
    {"64:ff9b::8.8.8.8", AddressKind::Public},
    {"64:ff9b:1::1", AddressKind::Reserved},
    {"2002:7f00:1::", AddressKind::Loopback},
    {"2002:808:808::1", AddressKind::Public},
    {"2001::1", AddressKind::Reserved},
    {"2001:db8::1", AddressKind::Reserved},
    {"2001:4860:4860::8888", AddressKind::Public},
    {"2606:4700::1111", AddressKind::Public},
    {"fc00::1", AddressKind::Private},
    {"fdff::1", AddressKind::Private},
    {"fe80::1", AddressKind::LinkLocal},
    {"febf::1", AddressKind::LinkLocal},
    {"fec0::1", AddressKind::Private},
    {"ff02::1", AddressKind::Multicast},
    {"4000::1", AddressKind::Reserved},
};

class AddressTable : public testing::TestWithParam<Row> {};

TEST_P(AddressTable, KnowsTheNetwork) {
  const Row& row = GetParam();
  EXPECT_EQ(address_kind(std::string_view(row.address)), row.kind);
  EXPECT_EQ(is_allowed(row.kind, Reach::Public), row.kind == AddressKind::Public);
  EXPECT_EQ(is_allowed(row.kind, Reach::Loopback), row.kind == AddressKind::Loopback);
  EXPECT_EQ(is_allowed(row.kind, Reach::Any),
            row.kind != AddressKind::Unspecified && row.kind != AddressKind::Multicast);
  EXPECT_FALSE(phrase(row.kind).empty());
}

INSTANTIATE_TEST_SUITE_P(Table, AddressTable, testing::ValuesIn(rows));

TEST(Addresses, OfSocketsAreJudgedAlike) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  inet_pton(AF_INET, "192.168.0.7", &v4.sin_addr);
  EXPECT_EQ(address_kind(reinterpret_cast<const sockaddr*>(&v4)), AddressKind::Private);
  EXPECT_EQ(address_text(reinterpret_cast<const sockaddr*>(&v4)), "192.168.0.7");
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "::ffff:192.168.0.7", &v6.sin6_addr);
  EXPECT_EQ(address_kind(reinterpret_cast<const sockaddr*>(&v6)), AddressKind::Private);
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  EXPECT_EQ(address_kind(reinterpret_cast<const sockaddr*>(&local)), AddressKind::Reserved);
}

TEST(Addresses, NeedTheUsualSpelling) {
  for (const char* text : {"", "localhost", "127.1", "0x7f.0.0.1", "1.2.3.4.5", "::1%lo", "[::1]"})
    EXPECT_FALSE(address_kind(std::string_view(text))) << text;
}

}  // namespace
}  // namespace burnish::net
