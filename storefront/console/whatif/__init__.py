"""What if: a copy of the plan with a shift more, a machine down, a big order."""
