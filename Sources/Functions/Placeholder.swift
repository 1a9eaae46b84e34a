enum PlaceholderFunctions {}
