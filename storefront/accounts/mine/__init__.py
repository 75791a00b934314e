"""What somebody with an account finds at `/account`: their orders, designs, addresses and data. In the shop's own app
and in a host alike: a person is known by `Person.ref` alone."""
