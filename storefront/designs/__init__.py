"""Designs: configurations that somebody keeps, shares by a short link, or lays beside another."""
