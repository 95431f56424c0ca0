"""Paper: a dataclass in, PDF bytes out; no database, no window (打印单据).

``registry`` holds the one entry, ``print_form``; each form stands in a module of its own beside the
dataclass that fills it. Times on papers are the station's own wall-clock times.
"""
