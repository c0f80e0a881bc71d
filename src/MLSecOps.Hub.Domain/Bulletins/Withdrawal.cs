using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;

namespace MLSecOps.Hub.Domain.Bulletins;

/// <summary>The publisher's word that a release must not run any more.</summary>
/// <param name="Reason"><see cref="PolicyReasons.ReleaseRecalled"/> or <see cref="PolicyReasons.ReleaseBelowLeast"/>, as devices refuse its package.</param>
/// <param name="Why">For people, one line of printable ASCII.</param>
/// <param name="Fallback">The release to go back to; null where none is named.</param>
/// <param name="Bulletin">Where it stands.</param>
public sealed record Withdrawal(Reason Reason, string Why, ReleaseId? Fallback, StoredBulletin Bulletin)
{
    /// <summary>What a device that runs the release is told of by.</summary>
    public Reason RunningReason => Reason == PolicyReasons.ReleaseRecalled ? EvidenceReasons.ModelRecalled : Reason;

    /// <summary>One line: the bulletin, and the publisher's words.</summary>
    public string Detail => $"bulletin {Bulletin.Version}: {Why}";
}
