using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Domain.Bulletins;

/// <summary>A bulletin that the hub verified: publishers signed it, the hub only carries it. The one stored last is in force, also when it has expired.</summary>
/// <param name="Document">SHA-256 of the document's bytes.</param>
/// <param name="Version">1 to 2^53-1; rises with every bulletin.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds. From then on, silence of the publisher counts as freeze.</param>
/// <param name="Message">Document and CMS, as devices get it.</param>
/// <param name="Recalls">Releases that must not run any more; each manifest once.</param>
/// <param name="LeastReleases">The lowest release that may still be used, by slot name.</param>
/// <param name="Signers">Subject names of the publishers that signed it.</param>
/// <param name="Posted">When it came here.</param>
/// <param name="PostedBy">By which operator.</param>
public sealed record StoredBulletin(
    Sha256Digest Document,
    long Version,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    ReadOnlyMemory<byte> Message,
    IReadOnlyList<StoredRecall> Recalls,
    IReadOnlyDictionary<string, long> LeastReleases,
    IReadOnlyList<string> Signers,
    DateTimeOffset Posted,
    string PostedBy)
{
    /// <summary>True when a newer one should have come by now.</summary>
    public bool IsFrozen(DateTimeOffset now) => now > Expires;

    /// <summary>Why a release may not be used; null when the bulletin says nothing against it.</summary>
    /// <param name="model">Slot name.</param>
    /// <param name="release">Its number.</param>
    /// <param name="manifest">Digest of its manifest.</param>
    public Withdrawal? WithdrawalOf(string model, long release, Sha256Digest manifest)
    {
        if (Recalls.FirstOrDefault(recall => recall.Id.Manifest == manifest) is { } recall)
        {
            return new Withdrawal(PolicyReasons.ReleaseRecalled, recall.Why, recall.Fallback, this);
        }

        return LeastReleases.TryGetValue(model, out long least) && release < least
            ? new Withdrawal(PolicyReasons.ReleaseBelowLeast, $"release {least} is the least that may still be used", null, this)
            : null;
    }
}
