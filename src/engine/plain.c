#include "engine_internal.h"
bool qs_plain_fits(const qs_engine *e) { (void)e; return false; }
void qs_plain_run(qs_engine *e) { (void)e; }
