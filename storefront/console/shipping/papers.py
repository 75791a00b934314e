"""All labels at the door as one PDF, a page each, by typst."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from foundation.data.blobs import BlobStore
from foundation.plain.errors import Conflict, NotFound
from fulfilment.api.shipping import ShipmentView

_SHEET: Final = b"""#let files = json(bytes(sys.inputs.files))
#set page(width: 102mm, height: 152mm, margin: 3mm)
#for (index, name) in files.enumerate() {
  if index > 0 { pagebreak() }
  image(name, width: 100%, height: 100%, fit: "contain")
}
"""
_STARTS: Final = {"gif": b"GIF8", "png": b"\x89PNG", "jpg": b"\xff\xd8\xff", "svg": b"<", "pdf": b"%PDF"}


def labels_pdf(shipments: Sequence[ShipmentView], blobs: BlobStore) -> bytes:
    """One page a label, in the order of the list. A label for a label printer (ZPL) is no picture and is left out.

    Raises `NotFound` when there is none to print.
    """
    import typst  # noqa: PLC0415 - heavy: 40 MB of compiler, needed for a download only

    keys = list(dict.fromkeys(p.label_blob for one in shipments for p in one.parcels if p.label_blob))
    labels = [(ending, data) for ending, data in _read(keys, blobs) if data.lstrip().startswith(_STARTS[ending])]
    if not labels:
        raise NotFound(
            "There is no label that could be printed here. Book some first, or print each from its shipment."
        )
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, (ending, data) in enumerate(labels):
            name = f"{number}.{ending}"
            (Path(folder) / name).write_bytes(data)
            names.append(name)
        source = Path(folder) / "labels.typ"
        source.write_bytes(_SHEET)
        try:
            made: bytes = typst.compile(str(source), format="pdf", root=folder, sys_inputs={"files": json.dumps(names)})
        except RuntimeError:  # typst's own error is one: a picture that is none after all
            raise Conflict("One of the labels is damaged. Print them one by one from their shipments.") from None
    return made


def _read(keys: Sequence[str], blobs: BlobStore) -> Iterator[tuple[str, bytes]]:
    for key in keys:
        ending = key.rpartition(".")[2].replace("jpeg", "jpg")
        if ending in _STARTS:
            yield ending, blobs.get(key)
