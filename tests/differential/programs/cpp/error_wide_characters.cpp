#include <cstdio>
int main() {
    /* é中😀 */ int größe = 1; größe = "é中"; unbekannt(größe);
	return	wrong; // after tabs
}
