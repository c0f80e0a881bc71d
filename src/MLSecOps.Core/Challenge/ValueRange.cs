namespace MLSecOps.Core.Challenge;

/// <summary>Which values an input's elements may take; each is drawn as likely as any other. Closed by the private constructor.</summary>
/// <remarks>Untrusted until an expansion accepted it: a range may contradict itself or its element type.</remarks>
public abstract record ValueRange
{
    private ValueRange()
    {
    }

    /// <summary>Multiples of 2^-<paramref name="Scale"/>, for floating-point types; each is rounded once to the element type.</summary>
    /// <param name="Low">The least value, in the model's unit; a multiple of 2^-<paramref name="Scale"/> of at most 2^53 steps.</param>
    /// <param name="High">The largest one, not below <paramref name="Low"/>; the same holds.</param>
    /// <param name="Scale">Binary digits behind the point, -127..149; 8 gives steps of 1/256.</param>
    public sealed record Floats(double Low, double High, int Scale) : ValueRange;

    /// <summary>Whole numbers from <paramref name="Low"/> to <paramref name="High"/>, both included and within the element type; for integer types.</summary>
    public sealed record Integers(Int128 Low, Int128 High) : ValueRange;

    /// <summary>Whole numbers of a list, for integer types: class numbers, tokens. A number that stands there twice is twice as likely.</summary>
    /// <param name="Values">1 to 4096, within the element type.</param>
    public sealed record OneOf(IReadOnlyList<Int128> Values) : ValueRange;

    /// <summary>False and true, for the boolean type.</summary>
    public sealed record Booleans : ValueRange;
}
