namespace MLSecOps.Formats.Eat;

/// <summary>A trustworthiness vector: for each aspect a value from −128 to 127, or none at all (draft-ietf-rats-ar4si, 2.3).</summary>
public sealed class TrustVector
{
    /// <summary>Number of aspects.</summary>
    public const int Size = 8;

    /// <summary>The value that says that cryptographic validation failed, in every aspect.</summary>
    public const sbyte CryptographicFailure = 99;

    private readonly sbyte?[] _values = new sbyte?[Size];

    /// <summary>Takes the stated aspects.</summary>
    public TrustVector(IEnumerable<KeyValuePair<TrustAspect, sbyte>> values)
    {
        foreach ((TrustAspect aspect, sbyte value) in values)
        {
            _values[(int)aspect] = value;
        }
    }

    private TrustVector(ReadOnlySpan<sbyte?> values) => values.CopyTo(_values);

    /// <summary>Takes a value, or null for nothing, for each aspect in the order of their keys.</summary>
    public static TrustVector Of(ReadOnlySpan<sbyte?> values) => new(values);

    /// <summary>A vector with one value everywhere.</summary>
    public static TrustVector Uniform(sbyte value) => Of([.. Enumerable.Repeat((sbyte?)value, Size)]);

    /// <summary>The value of an aspect; null when nothing is said about it.</summary>
    public sbyte? this[TrustAspect aspect] => _values[(int)aspect];

    /// <summary>The stated aspects in the order of their keys.</summary>
    public IEnumerable<KeyValuePair<TrustAspect, sbyte>> Stated
    {
        get
        {
            for (int aspect = 0; aspect < Size; aspect++)
            {
                if (_values[aspect] is { } value)
                {
                    yield return KeyValuePair.Create((TrustAspect)aspect, value);
                }
            }
        }
    }

    /// <summary>The worst tier stated; <see cref="TrustTier.None"/> when nothing is.</summary>
    public TrustTier Worst
    {
        get
        {
            TrustTier? worst = null;
            foreach (sbyte? stated in _values)
            {
                if (stated is { } value && (worst is null || Rank(TierOf(value)) > Rank(worst.Value)))
                {
                    worst = TierOf(value);
                }
            }

            return worst ?? TrustTier.None;
        }
    }

    /// <summary>The tier of one value.</summary>
    public static TrustTier TierOf(sbyte value) => value switch
    {
        >= -1 and <= 1 => TrustTier.None,
        >= -32 and <= 31 => TrustTier.Affirming,
        >= -96 and <= 95 => TrustTier.Warning,
        _ => TrustTier.Contraindicated,
    };

    /// <summary>Orders tiers from good to bad: affirming, none, warning, contraindicated.</summary>
    public static int Rank(TrustTier tier) => tier switch
    {
        TrustTier.Affirming => 0,
        TrustTier.None => 1,
        TrustTier.Warning => 2,
        _ => 3,
    };
}
