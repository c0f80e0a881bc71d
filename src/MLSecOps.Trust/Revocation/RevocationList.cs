using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Revocation;

/// <summary>A certificate revocation list (RFC 5280, 5.1) whose form has been checked; nothing in it is believed before its signature is.</summary>
/// <param name="Der">The whole list.</param>
/// <param name="Signed">DER of the tbsCertList: the bytes that are signed.</param>
/// <param name="Issuer">DER of the issuer's name.</param>
/// <param name="Scheme">How it is signed.</param>
/// <param name="Signature">The signature value.</param>
/// <param name="ThisUpdate">When it was issued, UTC.</param>
/// <param name="NextUpdate">Until when the next one is issued, UTC.</param>
/// <param name="Number">CRL number; null in a list that has none.</param>
/// <param name="Coverage">Which certificates of its issuer it lists.</param>
/// <param name="Entries">Revoked certificates by serial number (hexadecimal of its two's-complement bytes).</param>
internal sealed record RevocationList(
    ReadOnlyMemory<byte> Der,
    ReadOnlyMemory<byte> Signed,
    ReadOnlyMemory<byte> Issuer,
    SignatureScheme Scheme,
    ReadOnlyMemory<byte> Signature,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    CrlNumber? Number,
    RevocationCoverage Coverage,
    IReadOnlyDictionary<string, RevocationEntry> Entries)
{
    /// <summary>True when this list may follow <paramref name="accepted"/>: number and date do not go back, and one number names one list.</summary>
    public bool MayFollow(RevocationList accepted)
    {
        if (Der.Span.SequenceEqual(accepted.Der.Span))
        {
            return true;
        }

        int order = (Number, accepted.Number) switch
        {
            ({ } own, { } other) => own.CompareTo(other),
            (null, null) => ThisUpdate.CompareTo(accepted.ThisUpdate),
            (null, _) => -1,
            _ => 1,
        };
        return order > 0 && ThisUpdate >= accepted.ThisUpdate;
    }
}
