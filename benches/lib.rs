//! Nothing by itself: the benches beside this file are what the package is for.
