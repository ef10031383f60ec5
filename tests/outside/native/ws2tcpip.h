#include "winsock2.h"  // see there
