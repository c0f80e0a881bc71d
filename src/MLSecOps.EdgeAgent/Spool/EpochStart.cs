using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Why a new epoch has to begin.</summary>
/// <param name="Cause">A word of <see cref="EpochCauses"/>.</param>
/// <param name="Previous">The last known head; null when none is known.</param>
internal sealed record EpochStart(string Cause, ChainHead? Previous)
{
    /// <summary>Judges what was found at the start; null when the log is whole and simply goes on.</summary>
    /// <param name="log">The log as read.</param>
    /// <param name="marker">The newest head that was written beside it.</param>
    /// <param name="acknowledged">Heads that the hub acknowledged, oldest epoch first.</param>
    /// <param name="isKnown">Whether the log has links of an epoch.</param>
    public static EpochStart? Judge(LinkLog log, HeadMarker marker, IReadOnlyList<ChainHead> acknowledged, Func<ChainEpoch, bool> isKnown)
    {
        if (log.Last is not { } last)
        {
            return log.IsEmpty && !marker.Exists && acknowledged.Count == 0
                ? new EpochStart(EpochCauses.First, null)
                : new EpochStart(EpochCauses.Lost, marker.Newest ?? (acknowledged.Count == 0 ? null : acknowledged[^1]));
        }

        // A marker that is one behind is that of a power cut between the two writes: the link is there, and nobody got it.
        if (log.IsIntact && marker is { IsWhole: true, Newest: { } known } && (known == last.Head || last.Follows(known)))
        {
            return null;
        }

        bool markerKnowsMore = marker.Newest is { } newest
            && (newest.Epoch == last.Epoch ? newest.Sequence > last.Sequence : !isKnown(newest.Epoch));
        return new EpochStart(EpochCauses.Torn, markerKnowsMore ? marker.Newest : last.Head);
    }
}
