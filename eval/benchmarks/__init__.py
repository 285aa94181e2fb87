"""Benchmarks: public data in its own form through the product's own ingest and ask."""
