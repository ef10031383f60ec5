// network_location: what Windows' name space of networks (NS_NLA) answers with (mswsock.h). This stack has no such name space.
//
// Threads, memory: types and constants only.
#pragma once

#include "base_structs.h"

#define NLA_NAMESPACE_GUID { 0x6642243a, 0x3ba8, 0x4aa6, { 0xba, 0xa5, 0x2e, 0x0b, 0xd7, 0x1f, 0xdd, 0x83 } }
#define NLA_SERVICE_CLASS_GUID { 0x0037e515, 0xb5c9, 0x4a43, { 0xba, 0xda, 0x8b, 0x48, 0xa8, 0x7a, 0xd2, 0x39 } }

#define NLA_ALLUSERS_NETWORK 0x00000001
#define NLA_FRIENDLY_NAME 0x00000002

typedef enum _NLA_BLOB_DATA_TYPE {
    NLA_RAW_DATA = 0,
    NLA_INTERFACE = 1,
    NLA_802_1X_LOCATION = 2,
    NLA_CONNECTIVITY = 3,
    NLA_ICS = 4
} NLA_BLOB_DATA_TYPE, *PNLA_BLOB_DATA_TYPE;

typedef enum _NLA_CONNECTIVITY_TYPE {
    NLA_NETWORK_AD_HOC = 0,
    NLA_NETWORK_MANAGED = 1,
    NLA_NETWORK_UNMANAGED = 2,
    NLA_NETWORK_UNKNOWN = 3
} NLA_CONNECTIVITY_TYPE, *PNLA_CONNECTIVITY_TYPE;

typedef enum _NLA_INTERNET { NLA_INTERNET_UNKNOWN = 0, NLA_INTERNET_NO = 1, NLA_INTERNET_YES = 2 } NLA_INTERNET, *PNLA_INTERNET;

// The parts have types of their own because only a named type may stand in a union in C++.
typedef struct loopsock_compat_nla_header {
    NLA_BLOB_DATA_TYPE type;
    DWORD dwSize;
    DWORD nextOffset;
} loopsock_compat_nla_header;

typedef struct loopsock_compat_nla_interface {
    DWORD dwType;
    DWORD dwSpeed;
    CHAR adapterName[1];
} loopsock_compat_nla_interface;

typedef struct loopsock_compat_nla_location {
    CHAR information[1];
} loopsock_compat_nla_location;

typedef struct loopsock_compat_nla_connectivity {
    NLA_CONNECTIVITY_TYPE type;
    NLA_INTERNET internet;
} loopsock_compat_nla_connectivity;

typedef struct loopsock_compat_nla_remote {
    DWORD speed;
    DWORD type;
    DWORD state;
    WCHAR machineName[256];
    WCHAR sharedAdapterName[256];
} loopsock_compat_nla_remote;

typedef struct loopsock_compat_nla_ics {
    loopsock_compat_nla_remote remote;
} loopsock_compat_nla_ics;

typedef struct _NLA_BLOB {
    loopsock_compat_nla_header header;
    union {
        CHAR rawData[1];
        loopsock_compat_nla_interface interfaceData;
        loopsock_compat_nla_location locationData;
        loopsock_compat_nla_connectivity connectivity;
        loopsock_compat_nla_ics ICS;
    } data;
} NLA_BLOB, *PNLA_BLOB, *LPNLA_BLOB;
