namespace MLSecOps.Formats.TrustUpdates;

/// <summary>Whom a fleet trusts from now on; schema <c>mlsec.trust/1</c>. Version N is signed under the root roles of N-1 and of N itself, as TUF's root is (TUF 1.0.34, 5.3). Values are within the schema's ranges: the only maker of one from bytes is <see cref="TrustUpdateParser"/>.</summary>
/// <param name="Fleet">Name of the fleet.</param>
/// <param name="Version">1 to 2^53-1: exactly one above the version in force; what <c>trust.toml</c> alone says is version 0.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds, later than <paramref name="Issued"/>. From then on, silence counts as freeze.</param>
/// <param name="Roles">All roles; one that is absent has nobody. <see cref="TrustRole.Root"/> and <see cref="TrustRole.Publisher"/> are there.</param>
/// <param name="FloorResets">Release floors to set anew, per model, each once: what a poisoned release number needs.</param>
/// <param name="TimeResets">Sources of time whose floor begins anew at <paramref name="Issued"/>: what a poisoned date needs.</param>
public sealed record TrustUpdate(
    string Fleet,
    long Version,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    IReadOnlyDictionary<TrustRole, RoleAnchors> Roles,
    IReadOnlyList<FloorReset> FloorResets,
    IReadOnlyList<TimeSource> TimeResets)
{
    /// <summary>The schema's identifier.</summary>
    public const string Schema = "mlsec.trust/1";

    /// <summary>Anchors of one role in one update.</summary>
    public const int MaxAnchors = 16;

    /// <summary>An anchor's certificate in DER, bytes.</summary>
    public const int MaxAnchorBytes = 8 << 10;

    /// <summary>Release floors in one update.</summary>
    public const int MaxFloorResets = 256;
}
