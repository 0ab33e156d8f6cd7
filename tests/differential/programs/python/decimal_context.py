import decimal
from fractions import Fraction

print(decimal.getcontext(), decimal.Decimal(1) / 7, Fraction(3, 6) + Fraction("0.25"))
with decimal.localcontext() as context:
    context.prec = 5
    print(decimal.Decimal(2).sqrt())
