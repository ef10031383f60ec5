# common: what all pictures have in common. loopsock_bars gives the names in the environment (plots.cpp).
data = system("printf %s \"$BARS_DATA\"")
set terminal svg size 900,560 font "sans,13" background "white"
set output system("printf %s \"$BARS_DRAWING\"")
set label 1 system("printf %s \"$BARS_FOOT\"") at screen 0.01,0.02 font "sans,9" noenhanced
set bmargin 7
set grid back linecolor "#dddddd"
set style line 1 linecolor "#888888" linewidth 2 pointtype 7 pointsize 0.6 dashtype 2
set style line 2 linecolor "#bb9955" linewidth 2 pointtype 7 pointsize 0.6 dashtype 2
set style line 3 linecolor "#555555" linewidth 2 pointtype 7 pointsize 0.6 dashtype 2
set style line 4 linecolor "#cc2222" linewidth 3 pointtype 7 pointsize 0.8
set style line 5 linecolor "#e08030" linewidth 3 pointtype 7 pointsize 0.8
set style line 6 linecolor "#2255bb" linewidth 2 pointtype 5 pointsize 0.7
set style line 7 linecolor "#33aa77" linewidth 2 pointtype 5 pointsize 0.7
set style line 8 linecolor "#9955bb" linewidth 2 pointtype 5 pointsize 0.7
