"""The command line `munshi`: arguments and questions typed in a terminal → text printed there."""
