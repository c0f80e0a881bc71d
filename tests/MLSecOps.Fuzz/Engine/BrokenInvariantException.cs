namespace MLSecOps.Fuzz.Engine;

/// <summary>A parser accepted, or said, what it must not.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message)
{
    /// <summary>Throws unless <paramref name="holds"/>.</summary>
    public static void Unless(bool holds, string invariant)
    {
        if (!holds)
        {
            throw new BrokenInvariantException(invariant);
        }
    }

    /// <summary>Throws unless both are the same bytes.</summary>
    public static void UnlessSame(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found, string invariant)
    {
        int same = expected.CommonPrefixLength(found);
        Unless(same == expected.Length && same == found.Length, $"{invariant}: {expected.Length} and {found.Length} bytes, different from byte {same}");
    }
}
