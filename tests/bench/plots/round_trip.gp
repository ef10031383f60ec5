# round_trip: for each peer the median and the tail of its round trips.
load system("dirname '".ARG0."'")."/common.gp"
set title "64-byte round trip, both ends busy: p50, p99, p99.9"
set ylabel "µs (logarithmic)"
set logscale y
set yrange [0.05:*]
set bmargin 10
set xtics rotate by -25 noenhanced
set xrange [-0.5:*]
set offsets 0,0.5,0,0
set key top left
plot data using 0:2:(0):($4-$2):xtic(1) with vectors nohead linestyle 1 notitle, \
     data using 0:2 with points pointtype 7 pointsize 1.2 linecolor "#cc2222" title "p50", \
     data using 0:3 with points pointtype 5 pointsize 1.0 linecolor "#e08030" title "p99", \
     data using 0:4 with points pointtype 9 pointsize 1.2 linecolor "#2255bb" title "p99.9"
