# The picture of README: gnuplot -e "data='FILE.csv'; out='FILE.svg'" docs/cafeteria.gp
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set terminal svg size 720,400 font "sans-serif,14" background "white"
set output out
set datafile separator ","
set title "Cafeteria: orders that wait longer than 1 s (bars: 95 % confidence)" noenhanced
set xlabel "cooks"
set ylabel "share of orders (%)"
set xrange [0.7:4.3]
set yrange [0:105]
set xtics 1,1,4
set grid ytics lc rgb "#dddddd"
set border 3
set tics nomirror
set key at graph 0.98,0.95 right spacing 1.3
set label "nine of ten wait less" at 2.45,14 textcolor rgb "#555555"
set label "hollow: more work\nthan the cooks can do" at 0.98,88 textcolor rgb "#555555" left
# Columns of `qsweep show wait_over --format csv`: 2 mean gap, 3 cooks, 7 unstable, 8 share, 10 and 11 its interval.
share(gap, unstable) = (column(2) == gap && column(7) == unstable) ? 100 * column(8) : NaN
plot 10 with lines dt 2 lw 1.5 lc rgb "#555555" notitle, \
     data using (column(2) == 1.5 ? column(3) : NaN):(100 * column(8)) every ::1 with lines lw 1.5 lc rgb "#d95f02" notitle, \
     data using 3:(share(1.5, 0)):(100 * column(10)):(100 * column(11)) every ::1 with yerrorbars pt 7 ps 0.9 lw 1.5 lc rgb "#d95f02" title "rush: a client every 1.5 s", \
     data using 3:(share(1.5, 1)) every ::1 with points pt 6 ps 1.1 lw 1.5 lc rgb "#d95f02" notitle, \
     data using (column(2) == 6 ? column(3) : NaN):(100 * column(8)) every ::1 with lines lw 1.5 lc rgb "#1b6ca8" notitle, \
     data using 3:(share(6, 0)):(100 * column(10)):(100 * column(11)) every ::1 with yerrorbars pt 5 ps 0.8 lw 1.5 lc rgb "#1b6ca8" title "quiet hour: every 6 s"
