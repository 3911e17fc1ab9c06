"""My day: what is to be done and who comes today."""
