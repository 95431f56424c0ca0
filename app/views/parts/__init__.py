"""The parts clerk's desk (配件): what orders need, goods in, stock."""
