using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Bulletins;

/// <summary>What came of a bulletin. Closed by the private constructor.</summary>
internal abstract record BulletinResult
{
    private BulletinResult()
    {
    }

    /// <summary>It is in force from now on.</summary>
    /// <param name="Bulletin">As it is kept.</param>
    /// <param name="Directives">Directives that were signed anew, without what it withdraws.</param>
    public sealed record Accepted(StoredBulletin Bulletin, IReadOnlyList<IssuedDirective> Directives) : BulletinResult;

    /// <summary>It was in force already.</summary>
    public sealed record Known(StoredBulletin Bulletin) : BulletinResult;

    /// <summary>It does not count, and nothing changed.</summary>
    public sealed record Refused(Reason Reason, string Detail) : BulletinResult;
}
