"""What the demo is made of: `shop.yaml` and the makers' model files, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
DATA: dict[str, Any] = yaml.safe_load((HERE / "shop.yaml").read_text(encoding="utf-8"))
SELLER: str = DATA["seller"]


def model_file(name: str) -> str:
    """The text of a maker's configurable product, as a seller would write it."""
    return (HERE / "models" / name).read_text(encoding="utf-8")
