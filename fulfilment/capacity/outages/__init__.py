"""When machines are not there: exceptions of one unit or a whole work centre, beside the calendar's own days."""
