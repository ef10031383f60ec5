# stream: bytes per second by the size of a write, all peers.
load system("dirname '".ARG0."'")."/common.gp"
set title "one direction, by the size of a write"
set xlabel "bytes per write"
set ylabel "GB/s (logarithmic)"
set logscale x 2
set logscale y
set xtics ("1" 1, "64" 64, "1 Ki" 1024, "4 Ki" 4096, "16 Ki" 16384, "64 Ki" 65536, "1 Mi" 1048576, "4 Mi" 4194304)
set key bottom right
plot for [i=2:9] data using 1:i with linespoints linestyle i-1 title columnheader(i)
