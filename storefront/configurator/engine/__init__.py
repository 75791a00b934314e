"""What is possible from here: exact answers about a model, on any kernel of its finite problem."""

from storefront.configurator.engine.model_engine import ModelEngine
from storefront.configurator.engine.protocol import Change, Engine, Explained, OptionState, Repair, State

__all__ = ["Change", "Engine", "Explained", "ModelEngine", "OptionState", "Repair", "State"]
