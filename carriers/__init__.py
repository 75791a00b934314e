"""Carrier adapters: pure build and parse, one transport, a simulator that speaks the true wire."""
