"""The practice portals: invented public portals with tasks to carry out. Plain values, no Django."""
