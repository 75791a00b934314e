"""Problems compiled to decision diagrams, and the kernel that answers from them by one sweep up and one down."""

from storefront.configurator.solving.diagram.arrays import Diagram
from storefront.configurator.solving.diagram.budget import Budget, Progress, TooBig
from storefront.configurator.solving.diagram.compiling import compile_diagram
from storefront.configurator.solving.diagram.kernel import DiagramKernel, checksum

__all__ = ["Budget", "Diagram", "DiagramKernel", "Progress", "TooBig", "checksum", "compile_diagram"]
