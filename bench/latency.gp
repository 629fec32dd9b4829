# gnuplot -c latency.gp SAMPLES SVG: the distribution of each side's latencies. SAMPLES has lines of
# "side<TAB>ns".
samples = ARG1
set terminal svg size 900,520 background 'white' font 'sans,13'
set output ARG2
set datafile separator "\t"
sides = system("cut -f1 '".samples."' | awk '!seen[$0]++' | sed 's/.*/\"&\"/' | tr '\n' ' '")
set logscale x
set xlabel 'latency, microseconds'
set ylabel 'share of samples that took at most so long, %'
set yrange [0:100]
set grid
set key bottom right
plot for [side in sides] sprintf("< awk -F'\\t' -v s=\"%s\" '$1 == s { print $2 }' '%s' | sort -n | awk '{ v[NR] = $1 } END { for (i = 1; i <= NR; i++) printf \"%%.3f\\t%%.3f\\n\", v[i] / 1000, 100 * i / NR }'", side, samples) using 1:2 with lines lw 2 title side
