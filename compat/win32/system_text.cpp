#include "compat/win32/system_text.hpp"

#include <windows.h>

#include "compat/error_text.hpp"

namespace loopsock::compat {
namespace {

struct sentence {
  std::uint32_t error;
  const char* text;
};

// Those that error_text has not.
constexpr sentence table[] = {
    {ERROR_INVALID_FUNCTION, "The function is not valid here."},
    {ERROR_FILE_NOT_FOUND, "The file does not exist."},
    {ERROR_PATH_NOT_FOUND, "The path does not exist."},
    {ERROR_TOO_MANY_OPEN_FILES, "Too many files are open."},
    {ERROR_ACCESS_DENIED, "Access is denied."},
    {ERROR_INVALID_BLOCK, "The address of the memory block is not valid."},
    {ERROR_INVALID_DATA, "The data are not valid."},
    {ERROR_OUTOFMEMORY, "There is not enough memory for the operation."},
    {ERROR_NO_MORE_FILES, "There are no more files."},
    {ERROR_WRITE_PROTECT, "The medium is protected against writing."},
    {ERROR_NOT_READY, "The device is not ready."},
    {ERROR_BAD_COMMAND, "The device does not know the command."},
    {ERROR_BAD_LENGTH, "The length does not fit the command."},
    {ERROR_SEEK, "The position cannot be reached."},
    {ERROR_WRITE_FAULT, "The device cannot be written."},
    {ERROR_READ_FAULT, "The device cannot be read."},
    {ERROR_GEN_FAILURE, "The operation failed."},
    {ERROR_SHARING_VIOLATION, "The file is in use by another process."},
    {ERROR_LOCK_VIOLATION, "A part of the file is locked by another process."},
    {ERROR_HANDLE_EOF, "The end of the file is reached."},
    {ERROR_HANDLE_DISK_FULL, "The disk is full."},
    {ERROR_NOT_SUPPORTED, "The request is not supported."},
    {ERROR_BAD_NETPATH, "The network path does not exist."},
    {ERROR_NETWORK_BUSY, "The network is busy."},
    {ERROR_UNEXP_NET_ERR, "An unexpected network error happened."},
    {ERROR_NETNAME_DELETED, "The connection is no longer there."},
    {ERROR_FILE_EXISTS, "The file exists already."},
    {ERROR_BROKEN_PIPE, "The other end of the pipe is closed."},
    {ERROR_BUFFER_OVERFLOW, "The name or the answer is longer than its buffer."},
    {ERROR_DISK_FULL, "There is not enough room on the disk."},
    {ERROR_CALL_NOT_IMPLEMENTED, "The function does not exist on this system."},
    {ERROR_SEM_TIMEOUT, "The time ran out."},
    {ERROR_INVALID_NAME, "The name is not valid."},
    {ERROR_MOD_NOT_FOUND, "The module does not exist."},
    {ERROR_PROC_NOT_FOUND, "The module has no such function."},
    {ERROR_NEGATIVE_SEEK, "The position would be before the beginning of the file."},
    {ERROR_DIR_NOT_EMPTY, "The directory is not empty."},
    {ERROR_BUSY, "The object is in use."},
    {ERROR_ALREADY_EXISTS, "An object of that name exists already."},
    {ERROR_ENVVAR_NOT_FOUND, "The environment has no such variable."},
    {ERROR_FILENAME_EXCED_RANGE, "The file name is too long."},
    {ERROR_NO_DATA, "The pipe is being closed."},
    {ERROR_MORE_DATA, "There are more data than the buffer holds."},
    {ERROR_NO_MORE_ITEMS, "There are no more entries."},
    {ERROR_DIRECTORY, "The name of the directory is not valid."},
    {ERROR_NOT_OWNER, "The lock belongs to another thread."},
    {ERROR_TOO_MANY_POSTS, "The semaphore cannot count so far."},
    {ERROR_MR_MID_NOT_FOUND, "There is no text for this message number."},
    {ERROR_INVALID_ADDRESS, "The address is not valid."},
    {ERROR_ABANDONED_WAIT_0, "The handle was closed under the wait."},
    {ERROR_NOACCESS, "The memory cannot be accessed."},
    {ERROR_INVALID_FLAGS, "The flags are not valid."},
    {ERROR_NO_UNICODE_TRANSLATION, "The text holds what is no character."},
    {ERROR_DLL_INIT_FAILED, "The module could not be started."},
    {ERROR_IO_DEVICE, "The device reports an error."},
    {ERROR_NOT_FOUND, "There is no such element."},
    {ERROR_CANCELLED, "The user cancelled the operation."},
    {ERROR_CONNECTION_REFUSED, "The peer refused the network connection."},
    {ERROR_GRACEFUL_DISCONNECT, "The network connection was closed in good order."},
    {ERROR_ADDRESS_ALREADY_ASSOCIATED, "The end point has an address already."},
    {ERROR_ADDRESS_NOT_ASSOCIATED, "The end point has no address yet."},
    {ERROR_CONNECTION_INVALID, "There is no such network connection."},
    {ERROR_CONNECTION_ACTIVE, "The network connection exists already."},
    {ERROR_NETWORK_UNREACHABLE, "The network cannot be reached."},
    {ERROR_HOST_UNREACHABLE, "The host cannot be reached."},
    {ERROR_PROTOCOL_UNREACHABLE, "The protocol cannot be reached."},
    {ERROR_PORT_UNREACHABLE, "Nothing receives at the port."},
    {ERROR_REQUEST_ABORTED, "The request was aborted."},
    {ERROR_CONNECTION_ABORTED, "The network connection was aborted by this machine."},
    {ERROR_RETRY, "The operation could not be completed and may be tried again."},
    {ERROR_HOST_DOWN, "The network host is down."},
    {ERROR_PRIVILEGE_NOT_HELD, "The client lacks a privilege."},
    {ERROR_NO_SYSTEM_RESOURCES, "The system has not enough resources."},
    {ERROR_COMMITMENT_LIMIT, "There is not enough memory to back the pages."},
    {ERROR_TIMEOUT, "The operation took longer than it was given."},
};

}  // namespace

const char* system_text(std::uint32_t error) noexcept {
  if (error >> 16 == 0x8007) error &= 0xffff;
  if (has_error_text(static_cast<int>(error))) return error_text(static_cast<int>(error));
  for (const sentence& s : table)
    if (s.error == error) return s.text;
  return nullptr;
}

}  // namespace loopsock::compat
