"""Picking in walking order, packing into parcels."""
