"""All labels at the door as one PDF, a page each, by typst."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from foundation.data.blobs import BlobStore
from foundation.plain.errors import NotFound
from fulfilment.api.shipping import ShipmentView

_SHEET: Final = b"""#let files = json(bytes(sys.inputs.files))
#set page(width: 102mm, height: 152mm, margin: 3mm)
#for (index, name) in files.enumerate() {
  if index > 0 { pagebreak() }
  image(name, width: 100%, height: 100%, fit: "contain")
}
"""
_DRAWN: Final = ("gif", "png", "jpg", "svg", "pdf")


def labels_pdf(shipments: Sequence[ShipmentView], blobs: BlobStore) -> bytes:
    """One page a label, in the order of the list. A label for a label printer (ZPL) is no picture and is left out.

    Raises `NotFound` when there is none to print.
    """
    import typst  # noqa: PLC0415 - heavy: 40 MB of compiler, needed for a download only

    keys = list(dict.fromkeys(p.label_blob for one in shipments for p in one.parcels if p.label_blob))
    keys = [key for key in keys if key.rpartition(".")[2] in _DRAWN]
    if not keys:
        raise NotFound("There is no label to print yet. Book some first.")
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, key in enumerate(keys):
            name = f"{number}.{key.rpartition('.')[2]}"
            (Path(folder) / name).write_bytes(blobs.get(key))
            names.append(name)
        source = Path(folder) / "labels.typ"
        source.write_bytes(_SHEET)
        made: bytes = typst.compile(str(source), format="pdf", root=folder, sys_inputs={"files": json.dumps(names)})
    return made
