#include "stages/text/sniff.h"
