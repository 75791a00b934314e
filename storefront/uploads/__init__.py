"""Files that shoppers give for a made piece: a logo to engrave, a photo. Outside the web root, shown harmlessly."""
