enum PlaceholderLambdaAPI {}
