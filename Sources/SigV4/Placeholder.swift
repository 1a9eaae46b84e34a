enum PlaceholderSigV4 {}
