# units: the test functions that START_TEST calls, in its order, as lines UNIT(function, started).
# started is 1 where Winsock has been started before the call. Code is indented by four blanks, words about it are not.
# What else START_TEST does is in *_units.c.
/^START_TEST/ { inside = 1 }
/^}/ { inside = 0 }
!inside { next }
/^    (Init|ret = WSAStartup)\(/ { started = 1 }
/^    WSACleanup\(/ { started = 0 }
/^    test_[A-Za-z0-9_]+\(\);/ { sub(/^ */, ""); sub(/\(.*/, ""); printf "UNIT(%s, %d)\n", $0, started }
