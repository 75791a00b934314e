"""The item master and the places where items lie."""
