// node_state: static variables of which every node has its own.
//
// A node is one host of the network in this process. lwIP and the glue around it keep a host's state in static variables, as if there were one
// host. Those variables lie together in one section of the program, and each node has an image of that section (stack/lwip/node.hpp):
// whoever works on a node has its image copied in.
//
//   LOOPSOCK_NODE_STATE netif* first_link = nullptr;
//
// Rules  constant-initialised, and without a destructor that matters: nobody destroys it. It may hold pointers, also into the section itself,
//        because an image is only ever copied to where it came from.
#pragma once

/// lwIP's own variables are put into the same section when it is built (stack/lwip/CMakeLists.txt).
#define LOOPSOCK_NODE_STATE [[gnu::section("loopsock_node")]] constinit
