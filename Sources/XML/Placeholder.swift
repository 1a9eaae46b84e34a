enum PlaceholderXML {}
