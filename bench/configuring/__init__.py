"""Parts of `python -m bench.configurator` and its sisters: sessions, checks against an oracle, compiling apart."""
