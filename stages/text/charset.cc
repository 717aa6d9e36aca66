#include "stages/text/charset.h"
