"""The metrics of a run: pure functions of one case and its answer, one idea a file."""

from eval.metrics.metric import METRICS, TIMINGS, Metric, metric

__all__ = ["METRICS", "TIMINGS", "Metric", "metric"]
