enum PlaceholderLogs {}
