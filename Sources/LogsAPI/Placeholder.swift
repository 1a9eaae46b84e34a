enum PlaceholderLogsAPI {}
