"""What shoppers, customers and sellers see: pages, checkout, money, the configurator, the console."""
