"""What a verdict needs and says."""

from __future__ import annotations

from foundation.plain.errors import Invalid

VERDICTS = ("pass", "rework", "scrap")
MAX_NOTE = 2_000


def checked(verdict: str, note: str, pieces: int | None, of: int) -> tuple[str, int]:
    """The note, trimmed, and how many pieces the verdict is about (all when not said).

    Raises `Invalid`: an unknown verdict, rework or scrap without a word of why, pieces there are not.
    """
    if verdict not in VERDICTS:
        raise Invalid("Choose pass, rework or scrap.", field="verdict")
    note = note.strip()
    if verdict != "pass" and not note:
        raise Invalid("Say what is wrong in a few words; the bench and the customer will read it.", field="note")
    if len(note) > MAX_NOTE:
        raise Invalid(f"Keep the note under {MAX_NOTE} characters.", field="note")
    wanted = of if pieces is None else pieces
    if not 1 <= wanted <= of or (verdict == "pass" and wanted != of):
        raise Invalid(f"There are {of} pieces here; a pass is for all of them.", field="pieces")
    return note, wanted


def sentence(verdict: str, pieces: int, of: int) -> str:
    """What the inspector sees after tapping."""
    some = "It" if of == 1 else f"All {of}" if pieces == of else f"{pieces} of {of}"
    if verdict == "pass":
        return f"{some} passed. You can take this back for a few minutes."
    back = {"rework": "to rework, then to a second inspection", "scrap": "back to the start, with new material"}
    return f"{some} {'goes' if pieces == 1 else 'go'} {back[verdict]}."
