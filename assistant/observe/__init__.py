"""Traces, benchmarks, evaluation, health."""
