"""How screens are built, and the frame around them."""
