"""The dispatcher's desk (调度): what waits, the day as a chart, clocks, extra work found."""
