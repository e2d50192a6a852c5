"""Other programs' formats: bytes in, values out (and back). Pure: reading the disk and the network happen above."""
