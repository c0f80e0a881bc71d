namespace MLSecOps.Samples.FashionMnist.Numerics;

/// <summary>e^x from operations that IEEE 754 rounds in one way only; the platform's exp() may differ in the last bit.</summary>
internal static class ReproducibleExp
{
    // ln 2 in two parts; the first has enough trailing zero bits that n * Ln2High is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const int Terms = 13;

    /// <param name="x">0 or below; under -700 the answer is 0.</param>
    public static double Of(double x)
    {
        if (x < -700)
        {
            return 0;
        }

        // x = n ln 2 + r with |r| <= ln 2 / 2, where thirteen terms of the series leave less than one unit in the last place.
        var n = Math.Round(x / (Ln2High + Ln2Low));
        var r = x - (n * Ln2High) - (n * Ln2Low);
        var series = 1.0;
        for (var term = Terms; term > 0; term--)
        {
            series = 1 + (r / term * series);
        }

        return series * BitConverter.Int64BitsToDouble((1023 + (long)n) << 52);
    }
}
