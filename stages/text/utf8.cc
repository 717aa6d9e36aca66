#include "stages/text/utf8.h"
