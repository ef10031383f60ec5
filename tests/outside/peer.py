"""peer: what the kernel's side of a test does: it fetches, sends, echoes, and compares. Ends with status 1 and a line on the first difference.

  peer.py fetch <host> <bytes>    GET /<bytes>, and the CRC-32 at its end must be right
  peer.py send <host> <bytes>     PUT that many, and the server must have had the same CRC-32
  peer.py plain <host> <bytes>    both ways without looking at the bytes; prints the speeds in MB/s
  peer.py refused <host>          a connection to a port where nobody listens is refused, at once
  peer.py datagrams <host>        UDP echoes of 1 to 60000 bytes
  peer.py serve <port>            serves GET /<n> with n bytes of a pattern, until it is ended
"""
import http.client
import http.server
import random
import socket
import sys
import time
import zlib

LIMIT = 110  # seconds that one silence may last


def wrong(words):
    print("peer: " + words)
    sys.exit(1)


def fetch(host, count):
    link = http.client.HTTPConnection(host, 80, timeout=LIMIT)
    link.request("GET", "/%d" % count)
    answer = link.getresponse()
    total, tail, crc = 0, b"", 0
    while True:
        block = answer.read(1 << 18)
        if not block:
            break
        total += len(block)
        block = tail + block
        crc = zlib.crc32(block[:-8], crc)
        tail = block[-8:]
    if total != count:
        wrong("%d of %d bytes came" % (total, count))
    if tail != b"%08x" % crc:
        wrong("the sum is %08x, not %s" % (crc, tail.decode()))


def blocks(count):
    block = random.Random(count).randbytes(1 << 18)
    while count:
        part = block[:count] if count < len(block) else block
        count -= len(part)
        yield part


def send(host, count):
    crc = 0
    for part in blocks(count):
        crc = zlib.crc32(part, crc)
    link = http.client.HTTPConnection(host, 80, timeout=LIMIT)
    link.request("PUT", "/", body=blocks(count), headers={"Content-Length": str(count)})
    answer = link.getresponse().read()
    if answer != b"%08x" % crc:
        wrong("the server's sum is %s, not %08x" % (answer.decode(), crc))


def plain(host, count):
    room = bytearray(1 << 18)
    speeds = []
    link = http.client.HTTPConnection(host, 80, timeout=LIMIT)
    begin = time.monotonic()
    link.request("GET", "/plain/%d" % count)
    answer = link.getresponse()
    total = 0
    while True:
        got = answer.readinto(room)
        if not got:
            break
        total += got
    if total != count:
        wrong("%d of %d bytes came" % (total, count))
    speeds.append(count / (time.monotonic() - begin) / 1e6)
    link = http.client.HTTPConnection(host, 80, timeout=LIMIT)
    begin = time.monotonic()
    link.request("PUT", "/plain", body=blocks(count), headers={"Content-Length": str(count)})
    link.getresponse().read()
    speeds.append(count / (time.monotonic() - begin) / 1e6)
    print("%.0f %.0f" % tuple(speeds))


def refused(host):
    begin = time.monotonic()
    try:
        socket.create_connection((host, 81), timeout=10)
    except ConnectionRefusedError:
        if time.monotonic() - begin > 1:
            wrong("the refusal took long")
        return
    except OSError as e:
        wrong("not refused, but: %s" % e)
    wrong("somebody listens at port 81")


def datagrams(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as s:
        s.settimeout(5)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        s.connect((host, 7))
        for count in (1, 1000, 1472, 1473, 3000, 9000, 30000, 60000):
            sent = random.Random(count).randbytes(count)
            s.send(sent)
            try:
                if s.recv(65536) != sent:
                    wrong("a datagram of %d bytes came back changed" % count)
            except TimeoutError:
                wrong("a datagram of %d bytes did not come back" % count)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        count = int(self.path[1:])
        self.send_response(200)
        self.send_header("Content-Length", str(count))
        self.end_headers()
        for part in blocks(count):
            self.wfile.write(part)

    def log_message(self, *words):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


def serve(port):
    server = Server(("::", port), Handler)
    print("ready", flush=True)
    server.serve_forever()


def main():
    task, rest = sys.argv[1], sys.argv[2:]
    if task == "serve":
        serve(int(rest[0]))
    elif task in ("refused", "datagrams"):
        globals()[task](rest[0])
    elif task == "sum":
        crc = 0
        for part in blocks(int(rest[0])):
            crc = zlib.crc32(part, crc)
        print("%08x" % crc)
    else:
        globals()[task](rest[0], int(rest[1]))


main()
