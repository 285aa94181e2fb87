"""Measuring: suites of questions and benchmarks on public data."""
