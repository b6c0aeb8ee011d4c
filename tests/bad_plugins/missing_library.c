/* Present when load_missing_library.cpp is linked, out of reach when it is loaded. */
int library_that_is_missing(void);
int library_that_is_missing(void) { return 1; }
