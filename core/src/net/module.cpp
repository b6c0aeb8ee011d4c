// Loads burnish-net.so when the network is first used.
#include "net/module.hpp"

#include "load/module_file.hpp"
#include "net/client.hpp"

namespace burnish::net {

Result<Transport*> curl_transport() {
  return open_own_module<Transport>({"burnish-net.so", "burnish_net_v1", "use the network", "libcurl4"});
}

}  // namespace burnish::net
