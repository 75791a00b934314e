"""Public formats of product models, read into `solving.problem.Problem`.

XCSP 2.1 tables, DIMACS, UVL and PRL; each plain or gzipped. Nothing of the shop needs them: a bench and the tests do.
"""

from .files import Broken, priced, read

__all__ = ["Broken", "priced", "read"]
