enum PlaceholderS3API {}
