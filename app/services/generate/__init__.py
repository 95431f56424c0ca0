"""A believable station out of nothing (生成站点): years of orders, row by row as the services would write them."""

from app.services.generate.station import Founder, Size, build, build_in, generate

__all__ = ["Founder", "Size", "build", "build_in", "generate"]
