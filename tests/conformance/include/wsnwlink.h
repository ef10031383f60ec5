// wsnwlink: the IPX option that Wine's sock.c names.
#pragma once

#define IPX_PTYPE 0x4000
