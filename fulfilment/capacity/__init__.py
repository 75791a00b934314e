"""Working time: calendars, work centres, their units, and bookings on them."""
