enum PlaceholderIdentityAPI {}
