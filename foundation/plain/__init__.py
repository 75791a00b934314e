"""Plain values of the trade. Standard library only: no Flask, no SQLAlchemy, no I/O but the system clock."""
