"""The day the shop promises: quoted, reserved, committed, kept."""
