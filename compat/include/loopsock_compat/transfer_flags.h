// transfer_flags: the flags of send and receive calls, the ways to shut down, and the answers of a condition function.
//
// Threads, memory: constants only.
#pragma once

#define MSG_OOB 0x1
#define MSG_PEEK 0x2
#define MSG_DONTROUTE 0x4
#define MSG_WAITALL 0x8
#define MSG_INTERRUPT 0x10
#define MSG_MAXIOVLEN 16
#define MSG_PUSH_IMMEDIATE 0x20
#define MSG_PARTIAL 0x8000

// In WSAMSG.dwFlags.
#define MSG_TRUNC 0x0100
#define MSG_CTRUNC 0x0200
#define MSG_BCAST 0x0400
#define MSG_MCAST 0x0800
#define MSG_ERRQUEUE 0x1000

#define SD_RECEIVE 0
#define SD_SEND 1
#define SD_BOTH 2

#define SOMAXCONN 0x7fffffff
// A backlog of just this size, where a plain number may be rounded.
#define SOMAXCONN_HINT(backlog) (-(backlog))

#define CF_ACCEPT 0
#define CF_REJECT 1
#define CF_DEFER 2
