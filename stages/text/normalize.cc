#include "stages/text/normalize.h"
