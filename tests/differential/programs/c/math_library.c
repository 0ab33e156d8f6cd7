#include <math.h>
#include <complex.h>
#include <stdio.h>
int main() {
    double x;
    scanf("%lf", &x);
    printf("%.12f %.6f %d\n", sqrt(x), cabs(3 + 4 * I), (int)lround(pow(x, 10)));
}
