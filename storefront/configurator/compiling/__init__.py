"""Compile at publish: model to finite problem to diagram, kept as one artefact that server and browser both read."""

from storefront.configurator.compiling.artefact import artefact, of_this_version, translation_of
from storefront.configurator.compiling.making import Compiled, compile_model, engine_from

__all__ = ["Compiled", "artefact", "compile_model", "engine_from", "of_this_version", "translation_of"]
