#include "stages/text/rfc3339.h"
