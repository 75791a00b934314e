"""The seller's side: what is made, stored, bought; one folder a noun. `storefront.mount.features` names its pages."""
