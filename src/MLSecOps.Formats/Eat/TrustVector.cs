namespace MLSecOps.Formats.Eat;

/// <summary>A trustworthiness vector: for each aspect a value from −128 to 127, or none at all (draft-ietf-rats-ar4si, 2.3).</summary>
public sealed class TrustVector
{
    /// <summary>Number of aspects.</summary>
    public const int Size = 8;

    /// <summary>The value that says that cryptographic validation failed, in every aspect.</summary>
    public const sbyte CryptographicFailure = 99;

    private readonly sbyte?[] _values;

    /// <summary>Takes the stated aspects.</summary>
    public TrustVector(IEnumerable<KeyValuePair<TrustAspect, sbyte>> values)
    {
        _values = new sbyte?[Size];
        foreach ((TrustAspect aspect, sbyte value) in values)
        {
            _values[(int)aspect] = value;
        }
    }

    /// <summary>A vector with one value everywhere.</summary>
    public static TrustVector Uniform(sbyte value) => new(Enum.GetValues<TrustAspect>().Select(aspect => KeyValuePair.Create(aspect, value)));

    /// <summary>The value of an aspect; null when nothing is said about it.</summary>
    public sbyte? this[TrustAspect aspect] => _values[(int)aspect];

    /// <summary>The stated aspects in the order of their keys.</summary>
    public IEnumerable<KeyValuePair<TrustAspect, sbyte>> Stated =>
        Enum.GetValues<TrustAspect>().Where(aspect => this[aspect] is not null).Select(aspect => KeyValuePair.Create(aspect, this[aspect]!.Value));

    /// <summary>The worst tier stated; <see cref="TrustTier.None"/> when nothing is.</summary>
    public TrustTier Worst => Stated.Select(pair => TierOf(pair.Value)).DefaultIfEmpty().MaxBy(Rank);

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
