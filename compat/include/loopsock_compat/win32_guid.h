// win32_guid: GUID, the 16 bytes by which extension functions and name services are called (Microsoft's guiddef.h).
//
// DEFINE_GUID declares a constant, and defines it in the one file that says INITGUID first, or includes <initguid.h>.
// Threads, memory: constants only.
#pragma once

#include "base_types.h"

#include <string.h>

typedef struct _GUID {
    UINT32 Data1;
    USHORT Data2;
    USHORT Data3;
    UCHAR Data4[8];
} GUID, IID, CLSID, UUID, *LPGUID, *LPIID, *LPCLSID;
typedef const GUID *LPCGUID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const CLSID &
static inline int IsEqualGUID(REFGUID left, REFGUID right)
{
    return memcmp(&left, &right, sizeof(GUID)) == 0;
}
static inline bool operator==(REFGUID left, REFGUID right)
{
    return IsEqualGUID(left, right) != 0;
}
static inline bool operator!=(REFGUID left, REFGUID right)
{
    return IsEqualGUID(left, right) == 0;
}
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *
#define IsEqualGUID(left, right) (memcmp((left), (right), sizeof(GUID)) == 0)
#endif
#define InlineIsEqualGUID(left, right) IsEqualGUID(left, right)
#define IsEqualIID(left, right) IsEqualGUID(left, right)
