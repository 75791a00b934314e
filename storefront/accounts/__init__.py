"""Who may do what for which seller. The people themselves belong to the app that mounts the shop."""
