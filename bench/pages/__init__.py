"""`python -m bench.pages`: the shop's pages beside what a bare Flask app does in the same minute."""
