// A library that is no plugin.
static int hidden = 1;
int* hidden_address() { return &hidden; }
