enum PlaceholderHTTPFront {}
