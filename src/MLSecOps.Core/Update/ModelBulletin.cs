using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Update;

/// <summary>What the newest bulletin says of one model.</summary>
/// <param name="Recalls">Releases that must not run any more.</param>
/// <param name="LeastRelease">The lowest release that may still be used; 0 for any.</param>
public sealed record ModelBulletin(IReadOnlyList<RecalledRelease> Recalls, long LeastRelease)
{
    /// <summary>Says nothing.</summary>
    public static ModelBulletin Empty { get; } = new([], 0);

    /// <summary>Why a release may not be used; null when nothing speaks against it.</summary>
    public Reason? Refuse(ReleaseId release) =>
        Recalls.Any(recalled => recalled.Id.Manifest == release.Manifest) ? PolicyReasons.ReleaseRecalled
        : release.Release < LeastRelease ? PolicyReasons.ReleaseBelowLeast
        : null;

    /// <summary>The release that the publisher names instead of a recalled one; null for none.</summary>
    public ReleaseId? FallbackFor(ReleaseId release) => Recalls.FirstOrDefault(recalled => recalled.Id.Manifest == release.Manifest)?.Fallback;
}
