"""The car in hand (在手车辆): head, road from reception to delivery, and what belongs to its order."""

from app.views.order_panel.panel import OrderPanel

__all__ = ["OrderPanel"]
