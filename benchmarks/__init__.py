"""Benchmarks: a raw baseline and ours in turn, in one run; ratios against the bars of docs/performance.md."""
