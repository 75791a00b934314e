"""What every floor stands on: plain values (`foundation.plain`) and the data layer (`foundation.data`)."""
