"""Windows of the desks (窗口): Qt widgets only; everything else is asked of the services."""
