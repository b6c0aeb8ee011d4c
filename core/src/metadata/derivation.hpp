// What a picture was made from, as xmpMM tells it to other programs.
#pragma once
#include <string_view>

#include "metadata/provenance.hpp"
#include "metadata/xmp_packet.hpp"

namespace burnish::xmp {

/// Puts xmpMM:DerivedFrom into a packet that came from the main parent: the parent's own ids, where it has them, and
/// its hash. One that another program wrote stays, as does xmpMM:InstanceID then. A picture with an instance id gets
/// another one, made of the parents and the steps: the same for the same work.
void add_derivation(Packet& packet, std::string_view before, const Lineage& lineage);

}  // namespace burnish::xmp
