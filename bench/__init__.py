"""The figures the shop is measured by: `python -m bench.<name>` prints JSON lines and exits 1 where a bar is missed."""
