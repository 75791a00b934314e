"""What is possible from here: behind one interface, so that the decision diagram can take the trial engine's place."""

from storefront.configurator.engine.model_engine import ModelEngine
from storefront.configurator.engine.protocol import Change, Engine, Explained, OptionState, Repair, State
from storefront.configurator.engine.trial import TrialEngine

__all__ = ["Change", "Engine", "Explained", "ModelEngine", "OptionState", "Repair", "State", "TrialEngine"]
