# connect_rate: connections per second, one thread at each end.
load system("dirname '".ARG0."'")."/common.gp"
set title "connections per second, one thread at each end"
set ylabel "thousands per second (logarithmic)"
set logscale y
set yrange [1:*]
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.9
set key top right
plot data using 2:xtic(1) linecolor "#cc2222" title "connect, accept, close", \
     data using 3 linecolor "#e08030" title "the same, listener for IPv6 and IPv4", \
     data using 4 linecolor "#2255bb" title "with a request and its answer"
