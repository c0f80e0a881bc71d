namespace MLSecOps.Samples.FashionMnist.Numerics;

/// <summary>PCG-XSH-RR 64/32 (O'Neill 2014): the same numbers from the same seed, whatever the runtime's own generator becomes.</summary>
internal sealed class Pcg32
{
    private const ulong Multiplier = 6364136223846793005;
    private const ulong Increment = 1442695040888963407;
    private ulong _state;

    public Pcg32(ulong seed)
    {
        _state = seed + Increment;
        Next();
    }

    public uint Next()
    {
        var old = _state;
        _state = unchecked((old * Multiplier) + Increment);
        return uint.RotateRight((uint)(((old >> 18) ^ old) >> 27), (int)(old >> 59));
    }

    /// <summary>Uniform over 0 to <paramref name="bound"/> - 1; draws that would favour small numbers are rejected.</summary>
    public int Below(int bound)
    {
        var biased = (uint)-bound % (uint)bound;
        while (true)
        {
            var draw = Next();
            if (draw >= biased)
            {
                return (int)(draw % (uint)bound);
            }
        }
    }

    /// <summary>Uniform over [-1, 1) in steps of 2^-23, each exact in single precision.</summary>
    public float Signed() => ((int)(Next() >> 8) - (1 << 23)) * (1f / (1 << 23));

    /// <summary>Fisher-Yates.</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
