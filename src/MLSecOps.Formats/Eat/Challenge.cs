namespace MLSecOps.Formats.Eat;

/// <summary>A nonce that the hub asks to be answered.</summary>
/// <param name="Nonce">32 bytes.</param>
/// <param name="Issued">When, by the hub's clock; whole seconds.</param>
/// <param name="Expires">Until when answers count.</param>
/// <param name="Kind">For one device, or for all.</param>
/// <param name="Ueid">Which device; null exactly for <see cref="ChallengeKind.Epoch"/>.</param>
public sealed record Challenge(ReadOnlyMemory<byte> Nonce, DateTimeOffset Issued, DateTimeOffset Expires, ChallengeKind Kind, Ueid? Ueid)
{
    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceBytes = 32;

    /// <summary>Media type of the signed statement.</summary>
    public const string MediaType = "application/mlsec-challenge+cbor";
}
