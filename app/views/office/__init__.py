"""The station's own affairs (站务): head, accounts, technicians and bays, rates and operations."""
