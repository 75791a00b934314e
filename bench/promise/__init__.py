"""Figures of the promise: `python -m bench.promise quote | exact | contention | calibrate | replan`."""
