// winsock: Winsock 1.1's header. Its names are a part of Winsock 2's, and a program may include both in any order.
#pragma once
#include "winsock2.h"
