"""Papers as PDF: the data of each in a class first, its drawing second. They read no database."""
