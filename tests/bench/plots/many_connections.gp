# many_connections: what a figure costs beside idle connections, as a multiple of what it costs beside one.
load system("dirname '".ARG0."'")."/common.gp"
set title "cost beside so many idle connections, one connection = 1"
set xlabel "open connections"
set ylabel "times (logarithmic, less is better)"
set logscale x
set format x "10^{%L}"
set logscale y
set key top left
plot data index 0 using 1:2 with linespoints linestyle 4 title "fast path: 64 B round trip", \
     data index 0 using 1:3 with linespoints linestyle 5 title "fast path: writes of 64 B", \
     data index 0 using 1:4 with linespoints linestyle 7 title "fast path: writes of 64 KiB", \
     data index 0 using 1:5 with linespoints linestyle 6 title "fast path: connect, accept, close", \
     data index 1 using 1:2 with linespoints linestyle 1 title "ordinary path: 64 B round trip", \
     data index 1 using 1:5 with linespoints linestyle 3 title "ordinary path: connect, accept, close", \
     1.3 with lines linecolor "#000000" dashtype 3 title "bar for the fast path"
