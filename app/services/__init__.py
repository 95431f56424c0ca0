"""What people do: one function per action, one module per desk."""
