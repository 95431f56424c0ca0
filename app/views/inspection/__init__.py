"""The inspector's desk (质检): items, verdicts, rework, certificates."""
