"""What the pages behind letters' links say, in Indonesian and English. One file per file in `pages`."""
