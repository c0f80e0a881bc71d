using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>The hub's newest epoch nonce, for evidence on change. Kept in memory only: after a start the broker gives it again.</summary>
/// <remarks>How long it counts is measured from its arrival, without a clock that could be wrong; the hub has the last word.</remarks>
internal sealed class EpochNonce(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Challenge? _newest;
    private long _arrived;

    /// <summary>Takes a nonce over, unless a newer one is known.</summary>
    public void Keep(Challenge challenge)
    {
        lock (_gate)
        {
            if (_newest is null || challenge.Issued >= _newest.Issued)
            {
                _newest = challenge;
                _arrived = time.GetTimestamp();
            }
        }
    }

    /// <summary>The nonce; null when there is none that can still count.</summary>
    public OpenNonce? Newest
    {
        get
        {
            lock (_gate)
            {
                return _newest is { } kept && kept.Expires - kept.Issued - time.GetElapsedTime(_arrived) is { Ticks: > 0 } left ? new OpenNonce(kept.Nonce, left) : null;
            }
        }
    }
}
