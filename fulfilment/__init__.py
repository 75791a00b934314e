"""Everything between a paid order and the doorstep. The only door is `fulfilment.api`; knows no Flask."""
